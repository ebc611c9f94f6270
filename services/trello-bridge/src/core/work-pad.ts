import type { ApprovalView, Card, MissionView } from './state.ts';

/** Below Trello's 16,384 characters of a comment, with room for everything around a plan's text. */
export const WORK_PAD_CHARS_MAX = 16_000;
/** Characters of an approval's text that a work-pad shows. */
export const APPROVAL_CHARS_MAX = 10_000;
const LINE_CHARS_MAX = 200;
const STEPS_MAX = 10;

/** The line by which the bridge finds its own work-pad again after a crash between writing and hearing the answer. */
export const workPadMarker = (cardId: string): string => `panal-work-pad-${cardId}`;

const HEADLINES: Readonly<Record<string, string>> = {
  running: 'at work',
  'awaiting-approval': 'waits for approval',
  held: 'held',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
  lost: 'the orchestrator does not know this mission any more',
};

/** Foreign text (a model's or a card's) notifies nobody and forms no markup of ours. */
const tame = (text: string): string => text.replaceAll('@', '@\u200b').replaceAll('```', "'''");
/** The beginning of tamed text; a cut leaves no bare `@` at its end. */
const cutTo = (text: string, charsMax: number): string => text.slice(0, charsMax).replace(/@$/, '');
const line = (text: string): string => {
  const flat = tame(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[*_`[\]<>]/g, (mark) => `\\${mark}`);
  return flat.length > LINE_CHARS_MAX ? `${cutTo(flat, LINE_CHARS_MAX)}…` : flat;
};

function approvalLines({ subject, digest, text, textChars }: ApprovalView): string[] {
  const shown = cutTo(tame(text), APPROVAL_CHARS_MAX);
  const isCut = textChars > text.length || shown.length < tame(text).length;
  const cut = isCut
    ? [`(the first ${shown.length} of ${textChars} characters; read all of it with \`panal\` before approving)`]
    : [];
  return [
    '',
    `**To be approved:** ${line(subject)}. Move the card from Requirements to To do to approve exactly this version.`,
    '```',
    shown,
    '```',
    ...cut,
    `SHA-256 \`${digest}\``,
  ];
}

function missionLines({ state, reason, branch, pushedCommit, tasks, approval }: MissionView): string[] {
  const steps = tasks
    .filter((task) => task.state !== 'waiting')
    .slice(-STEPS_MAX)
    .map(({ type, state: step, attempts, reason: why }) => {
      const attempt = attempts > 1 ? `, attempt ${attempts}` : '';
      return `- ${type}: ${step}${attempt}${why ? `: ${line(why)}` : ''}`;
    });
  return [
    `**Panal** · ${HEADLINES[state] ?? line(state)}${reason ? `: ${line(reason)}` : ''}`,
    ...(steps.length > 0 ? ['', ...steps] : []),
    ...(pushedCommit ? ['', `Pushed \`${pushedCommit.slice(0, 12)}\` to \`${branch}\`.`] : []),
    ...(approval ? approvalLines(approval) : []),
  ];
}

function headOf(card: Card): string[] {
  if (card.view) return missionLines(card.view);
  if (card.refusal)
    return [`**Panal** · not taken: ${line(card.refusal)}`, '', 'Correct that, then move the card to the inbox list again.'];
  return ['**Panal** · taken; work begins as soon as the orchestrator has it.'];
}

/** The one comment of a card, whole: at most `WORK_PAD_CHARS_MAX` characters. */
export function workPadOf(card: Card): string {
  const notes = card.notes.length > 0 ? ['', ...card.notes.map((note) => `> ${line(note)}`)] : [];
  const foot = `\n\n${workPadMarker(card.cardId)}`;
  const body = [...headOf(card), ...notes].join('\n');
  return body.slice(0, WORK_PAD_CHARS_MAX - foot.length) + foot;
}
