import { sign, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { keyId } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

/** A DSSE envelope (secure-systems-lab/dsse v1): payload and signatures in base64. */
export interface DsseEnvelope {
  payloadType: string;
  payload: string;
  signatures: { keyid: string; sig: string }[];
}

/** What an envelope holds and which keys vouch for it, or why it is refused. */
export type EnvelopeVerification =
  | { ok: true; payloadType: string; payload: Uint8Array; keyIds: string[] }
  | { ok: false; problem: string };

/** How many signatures of an envelope are looked at. */
export const envelopeSignaturesMax = 32;

/** The bytes that a DSSE signature covers: `DSSEv1 SP len(type) SP type SP len(payload) SP payload`, lengths in bytes. */
export function preAuthenticationEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Signs a payload under its type with one key. */
export function signEnvelope(payloadType: string, payload: Uint8Array, key: SigningKey): DsseEnvelope {
  const sig = sign(null, preAuthenticationEncoding(payloadType, payload), key.privateKey).toString('base64');
  return { payloadType, payload: Buffer.from(payload).toString('base64'), signatures: [{ keyid: key.keyId, sig }] };
}

/**
 * Whether at least one of the keys signed the envelope. The signature decides, not the `keyid`, which is only a hint and
 * not covered by it. Never throws, whatever was parsed: an envelope of the wrong shape is refused. The caller still
 * compares `payloadType` with the one it expects.
 */
export function verifyEnvelope(envelope: DsseEnvelope, publicKeys: readonly KeyObject[]): EnvelopeVerification {
  if (!isEnvelope(envelope)) return { ok: false, problem: 'not a DSSE envelope' };
  if (envelope.signatures.length > envelopeSignaturesMax)
    return { ok: false, problem: `more than ${envelopeSignaturesMax} signatures` };
  const payload = decodeBase64(envelope.payload);
  if (!payload) return { ok: false, problem: 'the payload is not base64' };
  const covered = preAuthenticationEncoding(envelope.payloadType, payload);
  const signatures = envelope.signatures.map(({ sig }) => decodeBase64(sig));
  const signers = publicKeys.filter((key) => signatures.some((signature) => signature && verify(null, covered, key, signature)));
  if (signers.length === 0) return { ok: false, problem: 'no known key signed this envelope' };
  return { ok: true, payloadType: envelope.payloadType, payload, keyIds: [...new Set(signers.map(keyId))] };
}

function decodeBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function isEnvelope(value: unknown): value is DsseEnvelope {
  if (typeof value !== 'object' || value === null) return false;
  const { payloadType, payload, signatures } = value as Partial<Record<keyof DsseEnvelope, unknown>>;
  if (typeof payloadType !== 'string' || typeof payload !== 'string' || !Array.isArray(signatures)) return false;
  return signatures.every((entry: unknown) => typeof (entry as { sig?: unknown } | null)?.sig === 'string');
}
