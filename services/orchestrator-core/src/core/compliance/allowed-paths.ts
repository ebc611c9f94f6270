import { type Check, gateJudgement } from './check.ts';

/** Diff in allowed paths. */
export const allowedPaths: Check = {
  number: 13,
  name: 'Diff in allowed paths',
  controls: ['CM-5', 'CM-7', 'AC-6'],
  ssdf: 'PS.1',
  aiRmf: 'MANAGE 1.3',
  evidence: 'paths, rule',
  effect: 'deny',
  judge: (facts) => gateJudgement(facts, 13),
};
