import { type KeyObject, createHash } from 'node:crypto';
import { type DsseEnvelope, verifyEnvelope } from '@panal/audit';
import { statementPayloadType } from '@panal/audit/pure';
import type { TaskContext } from '@panal/shared-types';
import type { GetDiffReply } from '@panal/shared-types/workspace';
import { z } from 'zod';

/** What the workspace-service claims of a gate: the commit and the difference are its subjects. */
const GATE_PREDICATE_TYPE = 'urn:panal:attestation:gate:v1';

const statementSchema = z.looseObject({
  predicateType: z.literal(GATE_PREDICATE_TYPE),
  subject: z.array(z.looseObject({ digest: z.record(z.string(), z.string()) })).min(1),
  predicate: z.looseObject({ passed: z.boolean() }),
});

type Gate = TaskContext['gate'];

/**
 * Why a change can't be approved whatever a model says of it, or undefined where the gate passed it: the signed result must be
 * there, green, signed by the workspace-service, and about this commit and this difference.
 */
export function whyGateForbids(gate: Gate, publicKey: KeyObject): string | undefined {
  if (!gate) return 'There is no gate result for this change.';
  if (!gate.passed) return `The gate did not pass: ${gate.summary}`;
  const problem = envelopeProblem(gate, publicKey);
  return problem && `The gate's signed result can't be relied on: ${problem}.`;
}

/** Why a fetched difference can't be reviewed, or undefined where it is whole and exactly the one that the gate checked. */
export function whyDiffUnfit(diff: GetDiffReply, gate: Gate): string | undefined {
  if (diff.truncated) return 'The difference is too large to be read whole. Split the change.';
  const digest = createHash('sha256').update(diff.diff).digest('hex');
  if (digest === diff.diffDigest && diff.diffDigest === gate?.diffDigest) return undefined;
  return 'The difference is not the one that the gate has checked.';
}

function envelopeProblem(gate: NonNullable<Gate>, publicKey: KeyObject): string | undefined {
  const verified = verifyEnvelope(parseJson(gate.envelopeJson) as DsseEnvelope, [publicKey]);
  if (!verified.ok) return verified.problem;
  if (verified.payloadType !== statementPayloadType) return 'it is no in-toto statement';
  const statement = statementSchema.safeParse(parseJson(Buffer.from(verified.payload).toString('utf8')));
  if (!statement.success) return 'its statement has another form than a gate result';
  const { subject, predicate } = statement.data;
  if (!predicate.passed) return 'it says that the gate did not pass';
  if (!subject.some(({ digest }) => digest['gitCommit'] === gate.commit)) return 'it is about another commit';
  if (!subject.some(({ digest }) => digest['sha256'] === gate.diffDigest)) return 'it is about another difference';
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
