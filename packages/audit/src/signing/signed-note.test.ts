import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseCheckpoint } from '../pure/checkpoint-text.ts';
import { leafHash } from '../pure/merkle-hash.ts';
import { noteCharsMax, signCheckpoint, signNote, verifyCheckpoint, verifyNote } from './signed-note.ts';
import { createSigningKey, keyId } from './signing-key.ts';

// The example of golang.org/x/mod/sumdb/note: key, text and signature as published there.
const publishedSeed = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const publishedText = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const publishedNote = `${publishedText}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');
const publishedPrivate = createPrivateKey({ key: Buffer.concat([pkcs8Head, publishedSeed]), format: 'der', type: 'pkcs8' });
const published = { privateKey: publishedPrivate, publicKey: createPublicKey(publishedPrivate) };

const key = createSigningKey();
const root = leafHash(Buffer.from('one'));
const checkpoint = { origin: 'panal.example/audit', size: 20_852_163, root };

describe('signed notes', () => {
  test('the published note is made and verified bit for bit', () => {
    expect(signNote(publishedText, 'PeterNeumann', published)).toBe(publishedNote);
    expect(verifyNote(publishedNote, 'PeterNeumann', [published.publicKey])).toEqual({
      ok: true,
      text: publishedText,
      keyId: keyId(published.publicKey),
    });
  });

  test('every single-character change of a note is refused', () => {
    const accepted = Array.from(publishedNote, (character, at) => {
      const changed = `${publishedNote.slice(0, at)}${character === 'x' ? 'y' : 'x'}${publishedNote.slice(at + 1)}`;
      return verifyNote(changed, 'PeterNeumann', [published.publicKey]).ok ? [at] : [];
    });
    expect(accepted.flat()).toEqual([]);
  });

  test('signatures of strangers beside a good one are ignored', () => {
    const stranger = signNote(publishedText, 'Stranger', key).split('\n\n')[1] as string;
    expect(verifyNote(`${publishedNote}${stranger}`, 'PeterNeumann', [published.publicKey]).ok).toBe(true);
    expect(verifyNote(`${publishedNote}garbage\n`, 'PeterNeumann', [published.publicKey]).ok).toBe(false);
  });

  test('another name, another key and no key at all are refused', () => {
    expect(verifyNote(publishedNote, 'Neumann', [published.publicKey])).toEqual({
      ok: false,
      problem: 'no known key signed the note',
    });
    expect(verifyNote(publishedNote, 'PeterNeumann', [key.publicKey]).ok).toBe(false);
    expect(verifyNote(publishedNote, 'PeterNeumann', []).ok).toBe(false);
  });

  test('a note past the bound is not looked at', () => {
    const long = signNote(`${'a'.repeat(noteCharsMax)}\n`, 'name', key);
    expect(verifyNote(long, 'name', [key.publicKey])).toMatchObject({ ok: false, problem: expect.stringContaining('longer') });
  });
});

describe('checkpoints', () => {
  test('come back as they were signed, under any of several keys', () => {
    const note = signCheckpoint(checkpoint, key);
    expect(note.split('\n').slice(0, 3)).toEqual(['panal.example/audit', '20852163', Buffer.from(root).toString('base64')]);
    expect(verifyCheckpoint(note, [published.publicKey, key.publicKey])).toEqual({ ok: true, checkpoint, keyId: key.keyId });
  });

  test('a signed text that is no checkpoint is refused', () => {
    const base64 = Buffer.from(root).toString('base64');
    const bodies = [
      `01\n${base64}\n`,
      `-1\n${base64}\n`,
      `1e3\n${base64}\n`,
      `1\n${base64.slice(4)}\n`,
      `1\n${base64}\nextension\n`,
      `1\n${base64.replace(/=$/, '')}\n`,
    ];
    for (const body of bodies) {
      const note = signNote(`panal.example/audit\n${body}`, 'panal.example/audit', key);
      expect(verifyCheckpoint(note, [key.publicKey])).toEqual({
        ok: false,
        problem: 'the signed text is not a checkpoint',
      });
    }
    expect(verifyCheckpoint('', [key.publicKey]).ok).toBe(false);
    expect(parseCheckpoint(`a b\n1\n${base64}\n`)).toBeUndefined();
  });

  test('what cannot be a checkpoint is not signed', () => {
    expect(() => signCheckpoint({ ...checkpoint, origin: 'two words' }, key)).toThrow(TypeError);
    expect(() => signCheckpoint({ ...checkpoint, origin: 'line\nbreak' }, key)).toThrow(TypeError);
    expect(() => signCheckpoint({ ...checkpoint, size: -1 }, key)).toThrow(TypeError);
    expect(() => signCheckpoint({ ...checkpoint, root: Buffer.alloc(31) }, key)).toThrow(TypeError);
  });
});
