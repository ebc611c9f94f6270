export * from './pure/index.ts';
export { envelopeSignaturesMax, preAuthenticationEncoding, signEnvelope, verifyEnvelope } from './signing/dsse.ts';
export type { DsseEnvelope, EnvelopeVerification } from './signing/dsse.ts';
export { noteCharsMax, signCheckpoint, signNote, verifyCheckpoint, verifyNote } from './signing/signed-note.ts';
export type { CheckpointVerification, NoteVerification } from './signing/signed-note.ts';
export {
  createSigningKey,
  keyId,
  loadOrCreateSigningKey,
  publicKeyPem,
  readPublicKey,
  signingKeyOf,
} from './signing/signing-key.ts';
export type { SigningKey } from './signing/signing-key.ts';
export { verifyAuditLog } from './verify-audit-log.ts';
export type { AuditLeaf, AuditLogInput, AuditVerification } from './verify-audit-log.ts';
