import { type Check, gateJudgement } from './check.ts';

/** Static and security scan. */
export const staticScan: Check = {
  number: 10,
  name: 'Static and security scan',
  controls: ['RA-5', 'SA-11(1)'],
  ssdf: 'PW.7',
  aiRmf: 'MEASURE 2.7',
  evidence: 'tool, version, counts',
  effect: 'hold',
  judge: (facts) => gateJudgement(facts, 10),
};
