import { type Check, notAssessed } from './check.ts';

/** Untrusted input tagged, injection score. */
export const inputTagged: Check = {
  number: 17,
  name: 'Untrusted input tagged, injection score',
  controls: ['SI-10', 'SI-3'],
  ssdf: 'PW.1',
  aiRmf: 'MEASURE 2.7',
  evidence: 'source, score, rule',
  effect: 'hold',
  judge: () => notAssessed('not built yet'),
};
