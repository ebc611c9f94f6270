import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { ConfigError } from '@panal/kernel/runtime';
import { nanoUsdOf } from '@panal/kernel/pure';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import { z } from 'zod';
import { type TaskType, type Workflow, type WorkflowProblem, DONE, checkWorkflow } from '../ports.ts';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

const name = z.string().regex(NAME, 'use 1 to 40 lower-case letters, digits and "-", beginning with a letter');
const duration = z
  .string()
  .regex(/^\d{1,6}(ms|s|m|h)$/, 'write a whole number and a unit, e.g. 500ms, 30s, 15m, 2h')
  .transform((text) => Number.parseInt(text, 10) * (UNIT_MS[/[a-z]+$/.exec(text)?.[0] ?? ''] ?? 0));
const usd = z
  .number()
  .min(0)
  .transform((amount, context) => {
    const nano = nanoUsdOf(amount);
    if (nano.ok) return nano.value;
    context.addIssue({ code: 'custom', message: nano.refusal });
    return z.NEVER;
  });

const taskSchema = z.strictObject({
  handler: z.string().min(1).max(60),
  instruction: z.string().max(4000).default(''),
  permissions: z.array(name).max(50).default([]),
  capabilities: z.array(z.string().min(1).max(60)).max(50).default([]),
  on_success: name,
  on_failure: name.default('retry'),
  attempts: z.int().min(1).max(100).default(3),
  backoff: duration.default(1000),
  backoff_max: duration.default(60_000),
  deadline: duration.default(0),
  gateway_key: z.boolean().default(false),
  reserve_usd: usd.default(0),
  golden_rules: z.boolean().default(false),
  approval: z.strictObject({ subject: z.string().min(1).max(200) }).optional(),
  independent_of: z.array(name).max(20).default([]),
});

const workflowSchema = z.strictObject({
  version: z.literal(1),
  name,
  start: name,
  mission: z
    .strictObject({
      budget_usd: usd.default(0),
      deadline: duration.default(0),
      leases: z.int().min(1).max(10_000).default(60),
      on_exhausted: z.enum(['hold', 'fail']).default('hold'),
    })
    .prefault({}),
  roles: z.record(name, z.array(name).max(50)).default({}),
  tasks: z.record(name, taskSchema),
});

function taskType(taskName: string, raw: z.output<typeof taskSchema>): TaskType {
  return {
    name: taskName,
    handler: raw.handler,
    instruction: raw.instruction.trim(),
    permissions: raw.permissions,
    capabilities: raw.capabilities,
    onSuccess: raw.on_success,
    onFailure: raw.on_failure === 'retry' ? taskName : raw.on_failure,
    attemptsMax: raw.attempts,
    backoffMs: raw.backoff,
    backoffMaxMs: Math.max(raw.backoff, raw.backoff_max),
    deadlineMs: raw.deadline,
    gatewayKey: raw.gateway_key,
    reserveNanoUsd: raw.reserve_usd,
    goldenRules: raw.golden_rules,
    approvalSubject: raw.approval?.subject,
    independentOf: raw.independent_of,
  };
}

/** The line of the deepest part of `path` that the file has. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node: unknown = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function fail(file: string, document: Document, lines: LineCounter, problem: WorkflowProblem): never {
  const field = problem.path.join('.') || 'the file';
  throw new ConfigError(`${file}, line ${lineOf(document, lines, problem.path)}, ${field}: ${problem.message}.`);
}

/** Parses the text of a `swarm.yaml`; throws a ConfigError that names file, line and field of the first problem. */
export function parseWorkflow(text: string, file: string): Workflow {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const broken = document.errors[0];
  if (broken) throw new ConfigError(`${file}, line ${lines.linePos(broken.pos[0]).line}: ${broken.message.split('\n')[0]}`);
  const shape = workflowSchema.safeParse(document.toJS());
  if (!shape.success) {
    // A misspelt field is also a missing one; its name helps more.
    const issue = shape.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? shape.error.issues[0]!;
    const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
    const message = unknown.length > 0 ? 'there is no such field' : issue.message;
    return fail(file, document, lines, { path: [...issue.path.map(String), ...unknown], message });
  }
  const raw = shape.data;
  const names = Object.keys(raw.tasks);
  const reserved = names.find((taskName) => taskName === DONE || taskName === 'retry');
  if (reserved) return fail(file, document, lines, { path: ['tasks', reserved], message: 'this name is reserved' });
  const checked = checkWorkflow({
    hash: createHash('sha256').update(text).digest('hex'),
    name: raw.name,
    start: raw.start,
    tasks: Object.fromEntries(names.map((taskName) => [taskName, taskType(taskName, raw.tasks[taskName]!)])),
    roles: raw.roles,
    missionBudgetNanoUsd: raw.mission.budget_usd,
    missionDeadlineMs: raw.mission.deadline,
    leasesMax: raw.mission.leases,
    onExhausted: raw.mission.on_exhausted,
  });
  return checked.ok ? checked.value : fail(file, document, lines, checked.refusal[0]!);
}

/** Reads a workflow file. */
export function readWorkflow(file: string): Workflow {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `The workflow ${file} cannot be read: ${(error as Error).message}. Set orchestrator.workflow to one that can.`,
    );
  }
  return parseWorkflow(text, file);
}
