import { type Check, notAssessed, passIf } from './check.ts';

/** Attempts, loop depth, size. */
export const loopLimits: Check = {
  number: 20,
  name: 'Attempts, loop depth, size',
  controls: ['SC-5', 'SI-17'],
  ssdf: 'RV.1',
  aiRmf: 'MEASURE 2.6',
  evidence: 'counters',
  effect: 'hold',
  judge({ loop }) {
    if (!loop) return notAssessed('nothing is counted in this step');
    const within = loop.attempt <= loop.attemptsMax && loop.leases <= loop.leasesMax && loop.bytes <= loop.bytesMax;
    return passIf(
      within,
      'hold',
      `attempt ${loop.attempt} of ${loop.attemptsMax}, lease ${loop.leases} of ${loop.leasesMax}, ${loop.bytes} of ${loop.bytesMax} bytes`,
    );
  },
};
