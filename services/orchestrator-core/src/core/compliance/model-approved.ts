import { type Check, notAssessed } from './check.ts';

/** Model and provider approved. */
export const modelApproved: Check = {
  number: 19,
  name: 'Model and provider approved',
  controls: ['SR-5', 'CM-7(5)'],
  ssdf: 'PW.4',
  aiRmf: 'GOVERN 6.1',
  evidence: 'model, upstream',
  effect: 'deny',
  judge: () => notAssessed('not built yet'),
};
