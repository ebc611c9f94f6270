import type { TaskContext } from '@panal/shared-types';
import { z } from 'zod';

const text = z.string();
const schema = z.looseObject({
  version: z.literal(1),
  mission: z.looseObject({ missionId: text, title: text, description: text, project: text, stack: text }),
  repository: z.looseObject({ repositoryId: text, baseBranch: text, branch: text, baseCommit: text, headCommit: text }),
  plan: z.looseObject({ text, digest: text, approvedBy: text }).optional(),
  inputs: z.array(z.looseObject({ taskType: text, attempt: z.number(), summary: text, text, commit: text })),
  findings: z.array(z.looseObject({ source: z.enum(['gate', 'review', 'agent']), attempt: z.number(), text })),
  advice: z.array(z.looseObject({ ruleId: text, text, stage: text, clusterId: text })),
  gate: z.looseObject({ commit: text, passed: z.boolean(), summary: text, diffDigest: text, envelopeJson: text }).optional(),
});

/** Reads the context of an assignment. Throws an Error that names the first field that is not as this SDK knows it. */
export function parseTaskContext(json: string): TaskContext {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    throw new Error('The task context is no JSON. Does the orchestrator run a version that fits this agent?');
  }
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data as TaskContext;
  const issue = outcome.error.issues[0]!;
  throw new Error(
    `The task context's "${issue.path.join('.')}" is not valid: ${issue.message}. Does the orchestrator run a version that fits this agent?`,
  );
}
