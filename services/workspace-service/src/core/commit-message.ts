/** Who and what a commit is for; written as trailers. */
export interface CommitOrigin {
  readonly taskId: string;
  readonly missionId: string;
  readonly attempt: number;
}

const MESSAGE_CHARS_MAX = 8_000;

/**
 * The message of an agent's commit: what the agent wrote, without control characters and without lines that look like our
 * trailers, then the trailers. An empty message gets a plain first line.
 */
export function commitMessage(written: string, origin: CommitOrigin): string {
  const body = written
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .split('\n')
    .filter((line) => !/^\s*(?:Panal-[A-Za-z-]+|Signed-off-by|Co-authored-by)\s*:/i.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
    .trim()
    .slice(0, MESSAGE_CHARS_MAX)
    .trimEnd();
  const trailers = [`Panal-Task: ${origin.taskId}`, `Panal-Mission: ${origin.missionId}`, `Panal-Attempt: ${origin.attempt}`];
  return `${body || 'Work of an agent'}\n\n${trailers.map((line) => line.replace(/\s+/g, ' ')).join('\n')}\n`;
}

/** The author's name for an agent's kind. */
export const authorName = (kind: string): string => `Panal ${kind.replace(/[^A-Za-z0-9 _-]/g, '').slice(0, 40) || 'agent'}`;
