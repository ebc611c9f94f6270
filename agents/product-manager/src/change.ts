import { z } from 'zod';

const line = z.string().trim().min(1).max(400);
const paragraph = z.string().trim().min(1).max(4_000);

const requirement = z.object({
  operation: z.enum(['added', 'modified', 'removed']).describe('"added" unless openspec/specs already has the requirement.'),
  title: line,
  text: paragraph.describe('One sentence that says what the system SHALL or MUST do. For "removed": why it goes.'),
  scenarios: z
    .array(z.object({ title: line, when: z.array(line).min(1).max(10), then: z.array(line).min(1).max(10) }))
    .max(20)
    .describe('At least one for "added" and "modified": an example that can be tested.'),
});

/** What the model writes: an OpenSpec change as data; `renderChange` makes the files. */
export const changeSchema = z.object({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens, beginning with a verb, such as "add-login"')
    .max(60)
    .describe('Name of the change, such as "fix-rounding".'),
  why: paragraph.describe('The problem, in the words of the card: at least two sentences.'),
  what_changes: z.array(line).min(1).max(20),
  impact: z.array(line).min(1).max(20).describe('Files, users and behaviour that the change touches.'),
  capabilities: z
    .array(
      z.object({
        name: z
          .string()
          .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, 'use lower-case words joined by hyphens, such as "bill-splitting"')
          .max(60),
        requirements: z.array(requirement).min(1).max(20),
      }),
    )
    .min(1)
    .max(10),
  tasks: z
    .array(z.object({ title: line, steps: z.array(line).min(1).max(20) }))
    .min(1)
    .max(10),
});

export type Change = z.infer<typeof changeSchema>;

/** A file of a change: its path from the root of the repository, and its text. */
export interface ChangeFile {
  readonly path: string;
  readonly text: string;
}

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
/** A paragraph can't open a heading or a list of its own. */
const prose = (text: string): string => oneLine(text).replace(/^[#>*+-]+\s*/, '');
const bullets = (lines: readonly string[]): string => lines.map((line) => `- ${prose(line)}`).join('\n');

/** Folder of a change, from the root of the repository. */
export const changeFolder = (id: string): string => `openspec/changes/${id}`;

/** The files of a change, in the order in which people read them: proposal, tasks, then one specification a capability. */
export function renderChange(change: Change): ChangeFile[] {
  const folder = changeFolder(change.id);
  const proposal = [
    '## Why',
    prose(change.why),
    '## What Changes',
    bullets(change.what_changes),
    '## Impact',
    bullets(change.impact),
  ].join('\n\n');
  const tasks = change.tasks.map(({ title, steps }, group) => {
    const lines = steps.map((step, index) => `- [ ] ${group + 1}.${index + 1} ${prose(step)}`);
    return `## ${group + 1}. ${prose(title)}\n\n${lines.join('\n')}`;
  });
  return [
    { path: `${folder}/proposal.md`, text: `${proposal}\n` },
    { path: `${folder}/tasks.md`, text: `${tasks.join('\n\n')}\n` },
    ...change.capabilities.map((capability) => ({
      path: `${folder}/specs/${capability.name}/spec.md`,
      text: `${renderDelta(capability)}\n`,
    })),
  ];
}

function renderDelta(capability: Change['capabilities'][number]): string {
  const sections = (['added', 'modified', 'removed'] as const).flatMap((operation) => {
    const requirements = capability.requirements.filter((requirement) => requirement.operation === operation);
    if (requirements.length === 0) return [];
    return [[`## ${operation.toUpperCase()} Requirements`, ...requirements.map(renderRequirement)].join('\n\n')];
  });
  return sections.join('\n\n');
}

function renderRequirement({ title, text, scenarios }: Change['capabilities'][number]['requirements'][number]): string {
  const examples = scenarios.map(({ title: name, when, then }) => {
    const clauses = (word: string, lines: readonly string[]): string[] =>
      lines.map((line, index) => `- **${index === 0 ? word : 'AND'}** ${prose(line)}`);
    return [`#### Scenario: ${prose(name)}`, '', ...clauses('WHEN', when), ...clauses('THEN', then)].join('\n');
  });
  return [`### Requirement: ${prose(title)}`, prose(text), ...examples].join('\n\n');
}

/** All files of a change in one text, each under a line with its path: what a person approves. */
export const changeText = (files: readonly ChangeFile[]): string =>
  files.map(({ path, text }) => `==> ${path} <==\n${text}`).join('\n');
