/** An edit as applied, or why it was not, in words that a model can act on. */
export type EditOutcome =
  | { readonly ok: true; readonly text: string; readonly line: number }
  | { readonly ok: false; readonly message: string };

const LINES_SHOWN_MAX = 20;
const PLACES_SHOWN_MAX = 8;

const refuse = (message: string): EditOutcome => ({ ok: false, message });
const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length;

/**
 * Replaces the one place of `text` that equals `oldText`. Where there is none or more than one, nothing changes, and the answer
 * says what stands there instead or which lines match. A file with CRLF line ends is matched by text with LF and keeps its own.
 */
export function replaceOnce(text: string, oldText: string, newText: string): EditOutcome {
  if (oldText === '')
    return refuse('old_text is empty. Quote the text that is to be replaced, or use write_file for a new file.');
  if (oldText === newText) return refuse('old_text and new_text are the same, so there is nothing to change.');
  const crlf = text.includes('\r\n') && !oldText.includes('\r\n');
  const wanted = crlf ? oldText.replaceAll('\n', '\r\n') : oldText;
  const places = placesOf(text, wanted);
  if (places.length === 0) return refuse(explainNoMatch(text, oldText));
  if (places.length > 1) return refuse(explainManyMatches(text, places));
  const at = places[0]!;
  const replacement = crlf ? newText.replaceAll(/\r?\n/g, '\r\n') : newText;
  return { ok: true, text: text.slice(0, at) + replacement + text.slice(at + wanted.length), line: lineOf(text, at) };
}

function placesOf(text: string, wanted: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1)) places.push(at);
  return places;
}

function explainManyMatches(text: string, places: readonly number[]): string {
  const lines = places.slice(0, PLACES_SHOWN_MAX).map((at) => lineOf(text, at));
  const more = places.length > lines.length ? ' and more' : '';
  return `old_text occurs ${places.length} times, at lines ${lines.join(', ')}${more}. Quote more of the lines around the one that you mean, so that it occurs once.`;
}

function explainNoMatch(text: string, oldText: string): string {
  const lines = text.split(/\r?\n/);
  const wanted = oldText.replace(/\n+$/, '').split(/\r?\n/);
  const start = nearestStart(lines, wanted);
  if (start === undefined)
    return 'old_text does not occur in the file, and no line of it does. Read the file again and quote it exactly.';
  const shown = lines.slice(start, start + Math.min(Math.max(wanted.length, 3), LINES_SHOWN_MAX));
  const why = sameButForSpace(shown, wanted) ? 'only the white space differs' : 'this is the nearest place';
  return `old_text does not occur in the file. At line ${start + 1} (${why}) it reads:\n${shown.join('\n')}\nQuote the text exactly as it stands, without line numbers.`;
}

/** Index of the line from which most of the wanted lines match, apart from white space; O(lines × wanted), both bounded. */
function nearestStart(lines: readonly string[], wanted: readonly string[]): number | undefined {
  const keys = lines.map((line) => line.trim());
  const wantedKeys = wanted.slice(0, LINES_SHOWN_MAX).map((line) => line.trim());
  let best: { start: number; score: number } | undefined;
  for (let start = 0; start < keys.length; start++) {
    let score = 0;
    for (const [offset, key] of wantedKeys.entries()) if (key !== '' && keys[start + offset] === key) score++;
    if (score > (best?.score ?? 0)) best = { start, score };
  }
  return best?.start;
}

function sameButForSpace(shown: readonly string[], wanted: readonly string[]): boolean {
  return wanted.every((line, index) => shown[index]?.trim() === line.trim());
}
