import { type Check, notAssessed, passIf } from './check.ts';

/** Kill switch. */
export const killSwitch: Check = {
  number: 21,
  name: 'Kill switch',
  controls: ['IR-4', 'SC-24'],
  ssdf: 'RV.2',
  aiRmf: 'MANAGE 2.4',
  evidence: 'state, reason, epoch',
  effect: 'halt',
  judge({ halt }) {
    if (!halt) return notAssessed('the halt state was not asked for');
    return passIf(
      halt.halted === '',
      'halt',
      halt.halted === '' ? `operational, halt epoch ${halt.epoch}` : `halted: ${halt.halted}, epoch ${halt.epoch}`,
    );
  },
};
