import { type Check, notAssessed, passIf } from './check.ts';

/** Reviewer is no author. */
export const separationOfDuties: Check = {
  number: 5,
  name: 'Reviewer is no author',
  controls: ['AC-5'],
  ssdf: 'PW.7',
  aiRmf: 'MEASURE 1.3',
  evidence: 'authors, reviewer, operators in profile team',
  effect: 'deny',
  judge({ separation }) {
    if (!separation) return notAssessed('the step needs no independence');
    const { reviewer, authors, profile, reviewerOperator, authorOperators } = separation;
    if (authors.length === 0) return notAssessed('no author is known');
    const sameOperator = profile === 'team' && authorOperators.includes(reviewerOperator);
    return passIf(
      reviewer !== '' && !authors.includes(reviewer) && !sameOperator,
      'deny',
      `by ${reviewer}, authors ${authors.join(', ')}, profile ${profile}`,
    );
  },
};
