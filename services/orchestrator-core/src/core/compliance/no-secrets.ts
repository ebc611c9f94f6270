import { type Check, gateJudgement } from './check.ts';

/** No secrets in the diff. */
export const noSecrets: Check = {
  number: 12,
  name: 'No secrets in the diff',
  controls: ['IA-5(7)', 'SI-15'],
  ssdf: 'PS.1, PW.5',
  aiRmf: 'MEASURE 2.10',
  evidence: 'rule ids and offsets, never values',
  effect: 'deny',
  judge: (facts) => gateJudgement(facts, 12),
};
