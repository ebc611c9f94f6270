import parseDiff from 'parse-diff';

/** One line of a difference: its number in the new file (in the old one where it was removed), and its text. */
export interface DiffLine {
  readonly kind: '+' | '-' | ' ';
  readonly line: number;
  readonly text: string;
}

export interface DiffFile {
  readonly path: string;
  readonly change: 'added' | 'deleted' | 'changed';
  readonly lines: readonly DiffLine[];
}

/** Reads a unified difference. */
export function readDiff(diff: string): DiffFile[] {
  return parseDiff(diff).map((file) => ({
    path: (file.deleted ? file.from : file.to) ?? '',
    change: file.new ? 'added' : file.deleted ? 'deleted' : 'changed',
    lines: file.chunks.flatMap((chunk) => chunk.changes.map(lineOf)),
  }));
}

function lineOf(change: parseDiff.Change): DiffLine {
  const text = change.content.slice(1);
  if (change.type === 'normal') return { kind: ' ', line: change.ln2, text };
  return { kind: change.type === 'add' ? '+' : '-', line: change.ln, text };
}

/** The difference with line numbers, so that a finding can name the line that it is about. */
export function numberedDiff(files: readonly DiffFile[]): string {
  return files
    .map(({ path, change, lines }) => {
      const body = lines.map(({ kind, line, text }) => `${String(line).padStart(5)} ${kind} ${text}`);
      return [`=== ${path} (${change})`, ...body].join('\n');
    })
    .join('\n\n');
}
