import { type Check, notAssessed, passIf } from './check.ts';

/** Audit chain verifies. */
export const chainVerifies: Check = {
  number: 23,
  name: 'Audit chain verifies',
  controls: ['AU-9(3)', 'AU-10', 'SI-7(1)'],
  ssdf: 'PS.3',
  aiRmf: 'MEASURE 2.8',
  evidence: 'size and root of the last signed checkpoint, at start',
  effect: 'halt',
  judge({ chain }) {
    if (!chain) return notAssessed('no checkpoint has been verified');
    if (chain.verified && chain.size === 0)
      return notAssessed('the log was empty at the start, so there was nothing to verify yet');
    return passIf(chain.verified, 'halt', `at start: ${chain.size} records, root ${chain.root}`);
  },
};
