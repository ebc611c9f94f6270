import { type Check, gateJudgement } from './check.ts';

/** Egress by allow-list. */
export const egress: Check = {
  number: 16,
  name: 'Egress by allow-list',
  controls: ['AC-4', 'SC-7(5)'],
  ssdf: 'PO.5',
  aiRmf: 'MEASURE 2.7',
  evidence: 'network of the sandbox',
  effect: 'deny',
  judge: (facts) => gateJudgement(facts, 16),
};
