import { createHash, sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { formatCheckpoint, isKeyName, parseCheckpoint } from '../pure/checkpoint-text.ts';
import type { Checkpoint } from '../pure/checkpoint-text.ts';
import { keyId } from './signing-key.ts';

/**
 * Signed notes (C2SP signed-note, as in Go's checksum database): a text that ends in a newline, an empty line, and lines
 * `— name base64(key hash ‖ signature)`. Any tool that reads those can check our checkpoints.
 */

/** A note that holds, or why it does not. */
export type NoteVerification = { ok: true; text: string; keyId: string } | { ok: false; problem: string };

/** A checkpoint that holds and the key that signed it, or why it does not. */
export type CheckpointVerification = { ok: true; checkpoint: Checkpoint; keyId: string } | { ok: false; problem: string };

/** Longest note that is looked at, in characters. A checkpoint has under 1,000. */
export const noteCharsMax = 65_536;

const ed25519Algorithm = 0x01;
const keyHashBytes = 4;
const publicKeyBytes = 32;

/** Signs a text (which must end in a newline) under a key name. Ed25519 is deterministic: the same input gives the same note. */
export function signNote(text: string, name: string, key: { privateKey: KeyObject; publicKey: KeyObject }): string {
  if (!text.endsWith('\n') || !isKeyName(name))
    throw new TypeError('a signed note needs a text that ends in a newline and a key name');
  const signature = sign(null, Buffer.from(text), key.privateKey);
  const blob = Buffer.concat([keyHash(name, key.publicKey), signature]);
  return `${text}\n— ${name} ${blob.toString('base64')}\n`;
}

/** Whether one of the keys signed the note under this name. Signatures by other keys are ignored, as the format asks; one that bears a known key's hash and fails refuses the note. */
export function verifyNote(note: string, name: string, publicKeys: readonly KeyObject[]): NoteVerification {
  if (note.length > noteCharsMax) return refused(`the note is longer than ${noteCharsMax} characters`);
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return refused('the note has no signature block');
  const text = note.slice(0, end + 1);
  const lines = note.slice(end + 2, -1).split('\n');
  let signer: string | undefined;
  for (const line of lines) {
    const signature = parseSignatureLine(line);
    if (!signature) return refused('a signature line of the note is malformed');
    if (signature.name !== name) continue;
    for (const publicKey of publicKeys) {
      if (!keyHash(name, publicKey).equals(signature.hash)) continue;
      if (!verify(null, Buffer.from(text), publicKey, signature.bytes))
        return refused('a signature of the note does not match its text');
      signer ??= keyId(publicKey);
    }
  }
  return signer === undefined ? refused('no known key signed the note') : { ok: true, text, keyId: signer };
}

/** Signs a checkpoint as a note whose key name is the origin. */
export function signCheckpoint(checkpoint: Checkpoint, key: { privateKey: KeyObject; publicKey: KeyObject }): string {
  return signNote(formatCheckpoint(checkpoint), checkpoint.origin, key);
}

/** The checkpoint in a signed note, where one of the keys signed it under its origin. Says nothing about the log itself: see `verifyAuditLog`. */
export function verifyCheckpoint(note: string, publicKeys: readonly KeyObject[]): CheckpointVerification {
  const origin = note.slice(0, Math.max(note.indexOf('\n'), 0));
  if (!isKeyName(origin)) return refused('the checkpoint has no origin');
  const verification = verifyNote(note, origin, publicKeys);
  if (!verification.ok) return verification;
  const checkpoint = parseCheckpoint(verification.text);
  return checkpoint ? { ok: true, checkpoint, keyId: verification.keyId } : refused('the signed text is not a checkpoint');
}

function parseSignatureLine(line: string): { name: string; hash: Buffer; bytes: Buffer } | undefined {
  const match = /^— (?<name>\S+) (?<blob>[A-Za-z0-9+/]+={0,2})$/u.exec(line);
  const { name, blob } = match?.groups ?? {};
  if (name === undefined || blob === undefined || !isKeyName(name)) return undefined;
  const bytes = Buffer.from(blob, 'base64');
  if (bytes.length <= keyHashBytes || bytes.toString('base64') !== blob) return undefined;
  return { name, hash: bytes.subarray(0, keyHashBytes), bytes: bytes.subarray(keyHashBytes) };
}

function keyHash(name: string, publicKey: KeyObject): Buffer {
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  // In the SPKI form of an Ed25519 key the key itself is the last 32 bytes (RFC 8410, section 4).
  const raw = spki.subarray(spki.length - publicKeyBytes);
  const digest = createHash('sha256').update(`${name}\n`).update(Uint8Array.of(ed25519Algorithm)).update(raw).digest();
  return digest.subarray(0, keyHashBytes);
}

function refused(problem: string): { ok: false; problem: string } {
  return { ok: false, problem };
}
