import { type Check, gateJudgement, notAssessed, passIf } from './check.ts';

/** Tests run by our own runner. */
export const testsRun: Check = {
  number: 9,
  name: 'Tests run by our own runner',
  controls: ['SA-11', 'CM-3(2)'],
  ssdf: 'PW.8',
  aiRmf: 'MEASURE 2.3',
  evidence: 'command, exit, counts, commit, log hash',
  effect: 'deny',
  judge(facts) {
    const { tests } = facts;
    if (!tests) return notAssessed('no test run is known');
    const { command, exitCode, counted, total, failed, commit, commitExpected, logDigest } = tests;
    const evidence = `"${command}" exit ${exitCode}, ${total} run, ${failed} failed, commit ${commit}, log ${logDigest || 'not kept'}`;
    const passed = counted && total > 0 && failed === 0 && exitCode === 0 && commit !== '' && commit === commitExpected;
    // The gate sees more than the counts (a test that vanished, say), so both must pass.
    const gate = gateJudgement(facts, 9);
    return passed && gate.verdict !== 'pass' ? gate : passIf(passed, 'deny', evidence);
  },
};
