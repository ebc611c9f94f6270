import { type Check, gateJudgement, notAssessed, passIf } from './check.ts';

/** Artifact digest chain. */
export const digestChain: Check = {
  number: 24,
  name: 'Artifact digest chain',
  controls: ['SI-7', 'CM-14', 'SR-4(3)'],
  ssdf: 'PS.2',
  aiRmf: 'MANAGE 3.1',
  evidence: 'commit and diff digest from gate to push; signed statement',
  effect: 'deny',
  judge(facts) {
    const { digests } = facts;
    if (!digests) return gateJudgement(facts, 24);
    const { gateCommit, commit, gateDigest, reviewedDigest, signed } = digests;
    if (gateCommit === '' || commit === '') return notAssessed('no gate result names a commit');
    if (!signed) return notAssessed(`gate and step agree on ${commit}, but the gate result is not signed`);
    const sameDiff = reviewedDigest === '' || reviewedDigest === gateDigest;
    return passIf(
      gateCommit === commit && sameDiff,
      'deny',
      `gate ${gateCommit}, step ${commit}, diff ${gateDigest}, reviewed ${reviewedDigest || 'by lease'}`,
    );
  },
};
