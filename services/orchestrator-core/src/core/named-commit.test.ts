import { describe, expect, it } from 'vitest';
import { namedCommit } from './named-commit.ts';

const id = 'a1'.repeat(20);

describe('namedCommit', () => {
  it.each([
    [{ commit: 'given', artifact: `commit: ${id}` }, 'given'],
    [{ commit: '', artifact: `two files changed\ncommit: ${id}` }, id],
    [{ commit: '', artifact: id.toUpperCase() }, id],
    [{ commit: '', artifact: `commit ${'b'.repeat(64)}\n` }, 'b'.repeat(64)],
    [{ commit: '', artifact: `see ${id} for more` }, ''],
    [{ commit: '', artifact: '' }, ''],
  ])('reads %o', (result, commit) => {
    expect(namedCommit(result)).toBe(commit);
  });
});
