import { formatUsd } from '@panal/kernel/pure';
import type { Mission } from '@panal/shared-types/orchestrator';
import { safeText } from '../show/output.ts';
import { PANAL_MARK } from './card-file.ts';

const PLAN_CHARS_MAX = 20_000;
const LINE_CHARS_MAX = 300;

const HEADLINES: Readonly<Record<string, string>> = {
  running: 'at work',
  'awaiting-approval': 'waits for your approval',
  held: 'held for a person',
  done: 'done',
  failed: 'failed',
  cancelled: 'stopped',
};
const ENDED = new Set(['done', 'failed', 'cancelled']);

/** Foreign text on one line; it forms no mark, box or heading of ours. */
function line(text: string): string {
  const flat = safeText(text).replaceAll(/\s+/g, ' ').trim();
  return flat.length > LINE_CHARS_MAX ? `${flat.slice(0, LINE_CHARS_MAX)}…` : flat;
}

/** Whatever ends a line for a pattern, so that nothing begins one that isn't indented. */
const LINE_ENDS = /\r\n|[\n\r\u2028\u2029]/;

/** A model's text inside a fence that nothing in it can end. */
function fenced(text: string): string[] {
  const shown = safeText(text).replaceAll(PANAL_MARK, '').slice(0, PLAN_CHARS_MAX);
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  const cut = text.length > PLAN_CHARS_MAX ? [`(the first ${PLAN_CHARS_MAX} characters; all of it: panal approve)`] : [];
  // Indented, so that no line of it begins as a box of ours does.
  return [fence, ...shown.split(LINE_ENDS).map((each) => `  ${each}`), fence, ...cut];
}

const stepLines = ({ tasks }: Mission): string[] =>
  tasks
    .filter(({ state }) => state !== 'waiting')
    .map(({ taskType, state, attempts, reason, progress }) => {
      const why = reason || progress;
      return `- ${taskType}: ${state}${attempts > 1 ? `, attempt ${attempts}` : ''}${why ? `: ${line(why)}` : ''}`;
    });

/** What a card's file says of its mission. */
export function missionPart(mission: Mission, spentNanoUsd: number): string {
  const { missionId, state, reason, branch, pushedCommit, budgetNanoUsd, pendingApproval } = mission;
  const lines = [
    `**Panal** · ${HEADLINES[state] ?? line(state)}${reason ? `: ${line(reason)}` : ''}`,
    '',
    ...stepLines(mission),
    '',
    `Task ${missionId}, spent ${formatUsd(spentNanoUsd)} of ${formatUsd(budgetNanoUsd)}.`,
  ];
  if (pushedCommit) lines.push(`Pushed \`${pushedCommit.slice(0, 12)}\` to \`${line(branch)}\`.`);
  if (pendingApproval) {
    const { subject, text, digest } = pendingApproval;
    lines.push(
      '',
      `To be approved: ${line(subject)}`,
      '',
      ...fenced(text),
      '',
      'Tick the box and save, to approve exactly this:',
      '',
    );
    lines.push(`- [ ] Approve \`${digest}\``);
  }
  if (!ENDED.has(state)) lines.push(`- [ ] Stop this task (${missionId})`);
  return lines.join('\n');
}

/** What a file says that is no card, or whose card was refused. */
export const problemPart = (problem: string): string =>
  `**Panal** · not taken: ${line(problem)}\n\nCorrect that and save the file.`;
