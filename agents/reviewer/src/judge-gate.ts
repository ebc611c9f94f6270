import { type KeyObject, createHash } from 'node:crypto';
import { type DsseEnvelope, verifyEnvelope } from '@panal/audit';
import { statementPayloadType } from '@panal/audit/pure';
import type { TaskContext } from '@panal/shared-types';
import type { GetDiffReply } from '@panal/shared-types/workspace';
import { z } from 'zod';

const statementSchema = z.looseObject({
  subject: z.array(z.looseObject({ digest: z.record(z.string(), z.string()) })).min(1),
  predicate: z.looseObject({ passed: z.boolean(), diffDigest: z.string() }),
});

/** The gate's key, where it is known: without it the envelope's content is checked, and that a signature is there. */
export interface GateTrust {
  readonly publicKey: KeyObject | undefined;
}

type Gate = TaskContext['gate'];

/**
 * Why a change can't be approved whatever a model says of it, or undefined where the gate passed it: the signed result must be
 * there, green, and about this commit.
 */
export function whyGateForbids(gate: Gate, trust: GateTrust): string | undefined {
  if (!gate) return 'There is no gate result for this change.';
  if (!gate.passed) return `The gate did not pass: ${gate.summary}`;
  const problem = envelopeProblem(gate, trust);
  return problem && `The gate's signed result can't be relied on: ${problem}.`;
}

/** Why a fetched difference can't be reviewed, or undefined where it is whole and exactly the one that the gate checked. */
export function whyDiffUnfit(diff: GetDiffReply, gate: Gate): string | undefined {
  if (diff.truncated) return 'The difference is too large to be read whole. Split the change.';
  const digest = createHash('sha256').update(diff.diff).digest('hex');
  if (digest === diff.diffDigest && diff.diffDigest === gate?.diffDigest) return undefined;
  return 'The difference is not the one that the gate has checked.';
}

function envelopeProblem(gate: NonNullable<Gate>, trust: GateTrust): string | undefined {
  const envelope = parseJson(gate.envelopeJson) as DsseEnvelope | undefined;
  if (!envelope) return 'it is no JSON';
  if (envelope.payloadType !== statementPayloadType) return 'it is no in-toto statement';
  if (!Array.isArray(envelope.signatures) || envelope.signatures.length === 0) return 'it is not signed';
  if (trust.publicKey) {
    const verified = verifyEnvelope(envelope, [trust.publicKey]);
    if (!verified.ok) return verified.problem;
  }
  const payload = Buffer.from(String(envelope.payload), 'base64').toString('utf8');
  const statement = statementSchema.safeParse(parseJson(payload));
  if (!statement.success) return 'its statement has another form than a gate result';
  const { subject, predicate } = statement.data;
  if (!subject.some(({ digest }) => digest['gitCommit'] === gate.commit)) return 'it is about another commit';
  if (!predicate.passed) return 'it says that the gate did not pass';
  if (predicate.diffDigest !== gate.diffDigest) return 'it is about another difference';
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
