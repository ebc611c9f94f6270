import { type Check, notAssessed, passIf } from './check.ts';

/** Independent review. */
export const independentReview: Check = {
  number: 11,
  name: 'Independent review',
  controls: ['SA-11(4)', 'CM-4'],
  ssdf: 'PW.7',
  aiRmf: 'MEASURE 1.3',
  evidence: 'verdict, diff hash',
  effect: 'deny',
  judge({ review }) {
    if (!review) return notAssessed('no review is known');
    if (!review.approves) return passIf(false, 'deny', `${review.reviewer} rejects`);
    if (review.reviewedDigest === '' || review.gateDigest === '') {
      return notAssessed(`${review.reviewer} approves, but one side names no diff digest`);
    }
    return passIf(
      review.reviewedDigest === review.gateDigest,
      'deny',
      `${review.reviewer} approves ${review.reviewedDigest}, gate ran on ${review.gateDigest}`,
    );
  },
};
