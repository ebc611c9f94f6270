/** How text becomes words, for indexing and for queries alike. */

const WORD = /[\p{L}\p{N}]+/gu;
const CASE_CHANGE = /(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u;
const WORD_LENGTH_MAX = 64;

/** The words of a text, lower-case; `camelCase` counts as one word and as its parts. O(length). */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.normalize('NFKC').matchAll(WORD)) {
    const cut = word.slice(0, WORD_LENGTH_MAX);
    const parts = cut.split(CASE_CHANGE);
    words.push(cut.toLowerCase());
    if (parts.length > 1) words.push(...parts.map((part) => part.toLowerCase()));
  }
  return words;
}
