import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Card } from './state.ts';
import { WORK_PAD_CHARS_MAX, workPadMarker, workPadOf } from './work-pad.ts';

const card = (fields: Partial<Card> = {}): Card => ({
  ...{ cardId: 'c1', title: 't', description: '', memberId: 'm', missionId: 'm1', refusal: '', view: null, notes: [] },
  ...{ padVersion: 1, padWritten: 0, workPadId: '', shown: null, moveTo: null, movedTo: null },
  ...fields,
});

test('a work-pad fits into a comment, ends with its marker and notifies nobody, whatever models write', () => {
  const foreign = fc.oneof(fc.string(), fc.string({ minLength: 5_000, maxLength: 20_000 }), fc.constant('```\n@board\n```'));
  fc.assert(
    fc.property(foreign, foreign, foreign, (text, reason, note) => {
      const view = {
        ...{ state: 'awaiting-approval', reason, branch: 'b', pushedCommit: '' },
        tasks: Array.from({ length: 30 }, () => ({ type: 'implement', state: 'failed', attempts: 2, reason })),
        approval: { approvalId: 'a', digest: 'd', subject: note, text, textChars: text.length },
      };
      const pad = workPadOf(card({ view, notes: [note] }));
      expect(pad.length).toBeLessThanOrEqual(WORK_PAD_CHARS_MAX);
      expect(pad.endsWith(workPadMarker('c1'))).toBe(true);
      // What is to be approved is never cut off unseen: the digest stands below it.
      expect(pad).toContain('SHA-256 `d`');
      expect(pad).not.toMatch(/@(?!\u200b)/);
    }),
    { numRuns: 50, endOnFailure: true },
  );
});

test('a text that is cut says so', () => {
  const approval = { approvalId: 'a', digest: 'd', subject: 'the plan', text: 'Pl', textChars: 4 };
  const view = { state: 'awaiting-approval', reason: '', branch: '', pushedCommit: '', tasks: [], approval };
  expect(workPadOf(card({ view }))).toContain('the first 2 of 4 characters');
});
