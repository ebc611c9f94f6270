import { type Check, notAssessed, passIf } from './check.ts';

/** Approver authorised. */
export const approverAuthorised: Check = {
  number: 7,
  name: 'Approver authorised',
  controls: ['CM-5', 'AC-6(1)'],
  ssdf: 'PO.2',
  aiRmf: 'GOVERN 3.2',
  evidence: 'role of the token, or the member that the bridge vouches for',
  effect: 'hold',
  judge({ approver }) {
    if (!approver) return notAssessed('nobody approves in this step');
    return passIf(approver.authorised && approver.name !== '', 'hold', `${approver.name || 'nobody'}, ${approver.how}`);
  },
};
