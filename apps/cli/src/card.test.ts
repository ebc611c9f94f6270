import { describe, expect, it } from 'vitest';
import { parseCard } from './card.ts';

describe('a card', () => {
  it('has the first heading as its title and the rest as its description', () => {
    expect(parseCard('\uFEFF\r\n# Split bills fairly #\r\n\r\nThe sum must match.\r\n', 'card.md')).toEqual({
      title: 'Split bills fairly',
      description: 'The sum must match.',
    });
  });

  it.each([
    ['', 'has no title'],
    ['no heading\n\ntext', 'has no title'],
    ['## second level\n\ntext', 'has no title'],
    ['# Only a title\n\n  \n', 'says nothing of what is wanted'],
    [`# ${'x'.repeat(201)}\n\ntext`, '201 characters'],
  ])('is refused, naming the file, when it is %j', (text, reason) => {
    expect(() => parseCard(text, 'card.md')).toThrow(reason);
    expect(() => parseCard(text, 'card.md')).toThrow('card.md');
  });
});
