import { type Check, notAssessed, passIf } from './check.ts';

/** Human approval before implementation. */
export const humanApproval: Check = {
  number: 6,
  name: 'Human approval before implementation',
  controls: ['CM-3', 'AC-3(2)'],
  ssdf: 'PO.4',
  aiRmf: 'MAP 3.5',
  evidence: 'approver, digest of what was approved',
  effect: 'hold',
  judge({ approval }) {
    if (!approval) return notAssessed('the step needs no approval');
    const { approvedDigest, currentDigest, approver } = approval;
    const matches = approver !== '' && currentDigest !== '' && approvedDigest === currentDigest;
    return passIf(
      matches,
      'hold',
      `approved by ${approver || 'nobody'}: ${approvedDigest || 'nothing'}, current: ${currentDigest || 'nothing'}`,
    );
  },
};
