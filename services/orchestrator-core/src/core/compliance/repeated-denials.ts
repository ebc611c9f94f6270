import { type Check, notAssessed, passIf } from './check.ts';

/** Repeated denials open an incident. */
export const repeatedDenials: Check = {
  number: 25,
  name: 'Repeated denials open an incident',
  controls: ['IR-5', 'AU-6', 'SI-4'],
  ssdf: 'RV.1',
  aiRmf: 'MANAGE 4.3',
  evidence: 'denials of one agent in a window',
  effect: 'suspend',
  judge({ denials }) {
    if (!denials) return notAssessed('no agent takes part');
    return passIf(
      denials.count < denials.max,
      'deny',
      `${denials.count} denials in ${denials.windowMs / 1000} s, ${denials.max} suspend`,
    );
  },
};
