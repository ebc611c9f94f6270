/**
 * A card as a Markdown file: optional front matter, a title and a description by a person, and below a mark what Panal has to say.
 *
 *   ---
 *   repo: ~/src/shop        budget: 2        # settings of this card alone
 *   ---
 *   # Split the bill
 *   The remainder must not vanish.
 *   <!-- panal: written by Panal from here on -->
 *   …
 *
 * What the person wrote is never changed. A person answers by ticking a box in Panal's part, which names what it is about.
 */
import { parse } from 'yaml';
import { z } from 'zod';
import { parseCard } from '../card.ts';
import type { Card } from '../card.ts';
import { CliError } from '../exit.ts';

export const PANAL_MARK = '<!-- panal: written by Panal from here on -->';

const settingsSchema = z.strictObject({
  repo: z.string().min(1).max(4_096).optional(),
  base: z.string().max(200).optional(),
  project: z.string().max(200).optional(),
  stack: z.string().max(200).optional(),
  model: z.string().max(200).optional(),
  /** Dollars. */
  budget: z.number().positive().max(1_000_000).optional(),
  priority: z.int().min(0).max(1_000_000).optional(),
  /** Another number has the same card done once more. */
  run: z.int().min(1).max(1_000_000).optional(),
});

export type CardSettings = z.infer<typeof settingsSchema>;

export interface CardFile {
  /** What the person wrote, up to Panal's mark. */
  readonly own: string;
  /** What Panal wrote, from its mark on; '' where it wrote nothing yet. */
  readonly panal: string;
  readonly content:
    | { readonly ok: true; readonly card: Card; readonly settings: CardSettings }
    | { readonly ok: false; readonly problem: string };
}

const FRONT_MATTER = /^\uFEFF?---\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;

/** Reads a card's file; a file that is no card says why. */
export function parseCardFile(text: string, name: string): CardFile {
  const at = text.indexOf(PANAL_MARK);
  const [own, panal] = at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at)];
  try {
    const front = FRONT_MATTER.exec(own);
    const settings = settingsOf(front?.[1] ?? '');
    const card = parseCard(front ? own.slice(front[0].length) : own, name);
    return { own, panal, content: { ok: true, card, settings } };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { own, panal, content: { ok: false, problem: error.message } };
  }
}

const ALIASES_MAX = 10;

function settingsOf(yaml: string): CardSettings {
  let value: unknown;
  try {
    value = parse(yaml, { maxAliasCount: ALIASES_MAX }) ?? {};
  } catch (error) {
    throw new CliError(`The settings at the top are not valid YAML: ${(error as Error).message.split('\n')[0]}`);
  }
  const read = settingsSchema.safeParse(value);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const field = issue?.path.join('.');
  throw new CliError(`The settings at the top are not right: ${field ? `"${field}": ` : ''}${issue?.message ?? 'invalid'}.`);
}

/** The file with what Panal has to say now; what the person wrote stays to the letter. */
export const withPanalPart = (own: string, part: string): string =>
  `${own.endsWith('\n') || own === '' ? own : `${own}\n`}${PANAL_MARK}\n${part.trimEnd()}\n`;

/** The digest that a ticked box approves; undefined where none is ticked. */
export const tickedApproval = (panal: string): string | undefined =>
  /^- \[[xX]\] Approve .*`([0-9a-f]{64})`\s*$/m.exec(panal)?.[1];

/** Whether the box that stops the task `missionId` is ticked. */
export const tickedStop = (panal: string, missionId: string): boolean =>
  new RegExp(`^- \\[[xX]\\] Stop this task \\(${missionId}\\)\\s*$`, 'm').test(panal);
