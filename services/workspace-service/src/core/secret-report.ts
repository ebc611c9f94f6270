/** Lines that a diff adds, by file, joined so that a secret over several lines is one text. */
export interface AddedText {
  readonly path: string;
  readonly text: string;
  /** Line in the new file of each line of `text`. */
  readonly lines: readonly number[];
}

/**
 * Reads the added lines out of a diff without context (`--unified=0`). Lines of one hunk and of hunks that follow each other
 * stay together. Commit messages between the diffs come as path `commit message`.
 */
export function addedTexts(diff: string): AddedText[] {
  const found: { path: string; parts: string[]; lines: number[] }[] = [];
  let current: { path: string; parts: string[]; lines: number[] } | undefined;
  let line = 0;
  let inHunk = false;
  const open = (path: string): void => {
    current = { path, parts: [], lines: [] };
    found.push(current);
    line = 1;
  };
  for (const row of diff.split('\n')) {
    if (row.startsWith('diff --git ')) {
      inHunk = false;
      open(/ b\/(.*)$/.exec(row)?.[1] ?? 'unknown');
    } else if (/^commit [0-9a-f]{40,64}$/.test(row)) {
      inHunk = false;
      open('commit message');
    } else if (row.startsWith('@@ ')) {
      inHunk = true;
      line = Number(/\+(\d+)/.exec(row)?.[1] ?? 1);
    } else if (current && ((inHunk && row.startsWith('+')) || (!inHunk && current.path === 'commit message'))) {
      current.parts.push(inHunk ? row.slice(1) : row);
      current.lines.push(line++);
    }
  }
  return found.filter(({ parts }) => parts.length > 0).map(({ path, parts, lines }) => ({ path, text: parts.join('\n'), lines }));
}

/** Where a finding stands: file and line, by the offset in the added text. */
export function placeOf(added: AddedText, offset: number): string {
  const index = added.text.slice(0, offset).split('\n').length - 1;
  return `${added.path}:${added.lines[index] ?? '?'}`;
}

/** Covers ranges of a text. */
export function maskRanges(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  let masked = '';
  let at = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    masked += `${text.slice(at, Math.max(at, start))}[secret removed]`;
    at = end;
  }
  return masked + text.slice(at);
}
