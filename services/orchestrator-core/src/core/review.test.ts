import { describe, expect, it } from 'vitest';
import { parseReview } from './review.ts';

describe('parseReview', () => {
  it('reads verdict, digest and findings', () => {
    const artifact = {
      verdict: 'reject',
      diffDigest: 'd',
      findings: [{ file: 'a.js', line: 3, severity: 'high', message: 'lost' }, 'plain'],
    };
    expect(parseReview(JSON.stringify(artifact))).toEqual({
      verdict: 'reject',
      diffDigest: 'd',
      findings: '[high] a.js:3: lost\nplain',
    });
  });

  it.each(['', 'looks good', '[]', 'null', '{"verdict":"maybe"}', '{"diffDigest":"d"}'])('takes %j for no review', (artifact) => {
    expect(parseReview(artifact)).toBeUndefined();
  });

  it('does not trust the shape of what it reads', () => {
    expect(parseReview('{"verdict":"approve","diffDigest":7,"findings":[null,5,{"message":{}}]}')).toMatchObject({
      verdict: 'approve',
      diffDigest: '',
    });
  });
});
