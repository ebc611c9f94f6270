import { type Check, gateJudgement } from './check.ts';

/** Ran in the sandbox. */
export const ranInSandbox: Check = {
  number: 15,
  name: 'Ran in the sandbox',
  controls: ['SC-39', 'SC-7(5)', 'CM-7(5)'],
  ssdf: 'PO.5',
  aiRmf: 'MEASURE 2.7',
  evidence: 'profile, profile hash',
  effect: 'deny',
  judge: (facts) => gateJudgement(facts, 15),
};
