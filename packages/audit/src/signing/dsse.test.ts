import { sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { envelopeSignaturesMax, preAuthenticationEncoding, signEnvelope, verifyEnvelope } from './dsse.ts';
import type { DsseEnvelope } from './dsse.ts';
import { createSigningKey } from './signing-key.ts';

const key = createSigningKey();
const other = createSigningKey();
const payload = Buffer.from('{"passed":true}');
const envelope = signEnvelope('application/vnd.in-toto+json', payload, key);

describe('DSSE', () => {
  test('covers what the specification says: its own example, lengths in bytes', () => {
    const encode = (type: string, text: string): string =>
      Buffer.from(preAuthenticationEncoding(type, Buffer.from(text))).toString();
    expect(encode('http://example.com/HelloWorld', 'hello world')).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
    expect(encode('é', '€')).toBe('DSSEv1 2 é 3 €');
  });

  test('an envelope comes back with the key that signed it', () => {
    expect(verifyEnvelope(envelope, [other.publicKey, key.publicKey])).toEqual({
      ok: true,
      payloadType: 'application/vnd.in-toto+json',
      payload,
      keyIds: [key.keyId],
    });
  });

  test('the hint may lie: only the signature decides', () => {
    const lying = { ...envelope, signatures: envelope.signatures.map(({ sig }) => ({ keyid: other.keyId, sig })) };
    expect(verifyEnvelope(lying, [key.publicKey])).toMatchObject({ ok: true, keyIds: [key.keyId] });
    expect(verifyEnvelope(lying, [other.publicKey]).ok).toBe(false);
  });

  test('a changed type, payload or signature is refused', () => {
    const [signature] = envelope.signatures as [{ keyid: string; sig: string }];
    const bytes = Buffer.from(signature.sig, 'base64');
    bytes[0] = (bytes[0] as number) ^ 1;
    const changed: DsseEnvelope[] = [
      { ...envelope, payloadType: 'text/plain' },
      { ...envelope, payload: Buffer.from('{"passed":false}').toString('base64') },
      { ...envelope, signatures: [{ ...signature, sig: bytes.toString('base64') }] },
      { ...envelope, signatures: [] },
    ];
    for (const forged of changed)
      expect(verifyEnvelope(forged, [key.publicKey])).toEqual({ ok: false, problem: 'no known key signed this envelope' });
  });

  test('a signature over the payload alone is refused', () => {
    const bare = { ...envelope, signatures: [{ keyid: key.keyId, sig: sign(null, payload, key.privateKey).toString('base64') }] };
    expect(verifyEnvelope(bare, [key.publicKey]).ok).toBe(false);
  });

  test('anything else that was parsed is refused without an exception', () => {
    const shapes: unknown[] = [
      null,
      1,
      'x',
      [],
      {},
      { ...envelope, payload: 1 },
      { ...envelope, signatures: [null] },
      { ...envelope, signatures: {} },
      { ...envelope, payload: '***' },
    ];
    for (const shape of shapes) expect(verifyEnvelope(shape as DsseEnvelope, [key.publicKey]).ok).toBe(false);
  });

  test('the number of signatures is bounded', () => {
    const [signature] = envelope.signatures as [{ keyid: string; sig: string }];
    const many = (count: number): DsseEnvelope => ({ ...envelope, signatures: Array.from({ length: count }, () => signature) });
    expect(verifyEnvelope(many(envelopeSignaturesMax), [key.publicKey]).ok).toBe(true);
    expect(verifyEnvelope(many(envelopeSignaturesMax + 1), [key.publicKey]).ok).toBe(false);
  });
});
