import { type Check, notAssessed, passIf } from './check.ts';

/** Legal transition, lease owner. */
export const legalTransition: Check = {
  number: 4,
  name: 'Legal transition, lease owner',
  controls: ['AC-3', 'SI-10'],
  ssdf: 'PO.3',
  aiRmf: 'MANAGE 1.1',
  evidence: 'from, to, lease epoch, owner',
  effect: 'deny',
  judge({ transition }) {
    if (!transition) return notAssessed('no transition is asked for');
    const { from, to, legal, epochGiven, epochCurrent, caller, owner } = transition;
    const evidence = `${from} to ${to}, epoch ${epochGiven} of ${epochCurrent}, by ${caller || 'nobody'}, held by ${owner || 'nobody'}`;
    return passIf(legal && epochGiven === epochCurrent && caller === owner, 'deny', evidence);
  },
};
