import { type Check, gateJudgement } from './check.ts';

/** Dependency change reviewed. */
export const dependencyChange: Check = {
  number: 14,
  name: 'Dependency change reviewed',
  controls: ['SR-3', 'SR-4', 'SR-11'],
  ssdf: 'PW.4',
  aiRmf: 'MANAGE 3.1',
  evidence: 'lockfile delta',
  effect: 'hold',
  judge: (facts) => gateJudgement(facts, 14),
};
