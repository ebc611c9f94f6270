import { type Result, ok, refuse } from '@panal/kernel/pure';
import { LineCounter, type Document, type Node, isNode, parseDocument } from 'yaml';
import { z } from 'zod';

const when = z.strictObject({
  contains: z.array(z.string().min(1)).optional(),
  lacks: z.array(z.string().min(1)).optional(),
  assistantTurns: z.int().min(0).optional(),
  tools: z.array(z.string().min(1)).optional(),
});

const reply = z
  .strictObject({
    text: z.string().optional(),
    toolCalls: z
      .array(z.strictObject({ name: z.string().min(1), arguments: z.record(z.string(), z.unknown()).default({}) }))
      .optional(),
  })
  .refine((value) => value.text !== undefined || (value.toolCalls?.length ?? 0) > 0, 'a reply needs text or toolCalls');

const trajectory = z.strictObject({
  version: z.literal(1),
  model: z.string().min(1),
  steps: z.array(z.strictObject({ name: z.string().min(1), when: when.prefault({}), reply })).min(1),
});

/** What the scripted model says: the first step whose conditions all hold. */
export type Trajectory = z.infer<typeof trajectory>;
export type TrajectoryStep = Trajectory['steps'][number];

/** Reads a trajectory file; the problem names line and step. */
export function parseTrajectory(text: string): Result<Trajectory, string> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const syntax = document.errors[0];
  if (syntax) return refuse(`line ${syntax.linePos?.[0].line ?? '?'}: ${syntax.message.split('\n')[0]}`);
  const outcome = trajectory.safeParse(document.toJS());
  if (!outcome.success) {
    const issue = outcome.error.issues[0]!;
    const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? [issue.keys[0]!] : [])];
    return refuse(`line ${lineOf(document, lines, path)}: ${stepLabel(document, path)}${path.join('.')}: ${issue.message}`);
  }
  const names = outcome.data.steps.map((step) => step.name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice < 0) return ok(outcome.data);
  return refuse(`line ${lineOf(document, lines, ['steps', twice])}: step "${names[twice]}" has the name of an earlier step`);
}

/** Line of the nearest part of the document that exists. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length), true) as Node | undefined;
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function stepLabel(document: Document, path: readonly PropertyKey[]): string {
  if (path[0] !== 'steps' || typeof path[1] !== 'number') return '';
  const name: unknown = document.getIn(['steps', path[1], 'name']);
  return `step ${typeof name === 'string' ? `"${name}"` : path[1] + 1}: `;
}
