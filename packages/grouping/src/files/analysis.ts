import type { Join } from '../logs/index.ts';
import type { Problem } from './inputs.ts';

export interface AnalyzedCluster {
  readonly id: number;
  readonly count: number;
  /** Of all records. */
  readonly share: number;
  readonly template: string;
  /** Its first record, without control characters, at most 1,000 characters. */
  readonly example: string;
  /** Milliseconds since 1970; undefined where no time is known. */
  readonly firstSeenMs?: number;
  readonly lastSeenMs?: number;
  /** Records in each bucket of the analysis' trend. */
  readonly trend: readonly number[];
  readonly isCatchAll: boolean;
  /** Ids that its lines were given, in this run or earlier, before they were joined with it. */
  readonly formerIds: readonly number[];
}

/** What should make a reader doubt the clusters. */
export interface Doubts {
  /** Share of records that found no room among the templates. */
  readonly catchAllShare: number;
  /** Clusters whose template has no word, or next to none: they may hold different events. */
  readonly broad: readonly number[];
  readonly broadShare: number;
  /** Sets of clusters whose templates differ in one word: they may be one event. */
  readonly split: readonly (readonly number[])[];
  /** Share of records with bytes that no text has. */
  readonly nonTextShare: number;
  /** Lines longer than a mebibyte, whose rest was not read. */
  readonly cutLines: number;
  /** Whether there were so many forms that most unknown lines were no longer looked at. */
  readonly isSampled: boolean;
}

export interface Analysis {
  readonly lines: number;
  readonly records: number;
  readonly bytes: number;
  readonly clusters: readonly AnalyzedCluster[];
  /** Ids of earlier runs that are part of others since this one. */
  readonly joined: readonly Join[];
  /** What the buckets of trends are over, where the first begins, and their width: milliseconds since 1970, or bytes of the input. */
  readonly trend: { readonly over: 'time' | 'input'; readonly start: number; readonly width: number };
  readonly doubts: Doubts;
  readonly problems: readonly Problem[];
}

const WORD = /\p{L}{2,}/u;
const WORDS_MIN = 1;
const TOKENS_BROAD_MIN = 4;
const SPLIT_MIN = 3;
const SPLIT_ENDINGS_MIN = 5;
const SETS_MAX = 100;
/** Of more words no pairs are tried; of fewer a pair would leave too little. */
const PAIRED_WORDS_MAX = 10;
const PAIRED_WORDS_MIN = 5;
const COMPARED_MAX = 5_000;
const COMPARED_TOKENS_MAX = 40;

/** Whether a template of some length consists of slots and punctuation alone. */
export function isBroad(template: string): boolean {
  const tokens = template.split(' ').filter((token) => token !== '');
  const words = tokens.filter((token) => WORD.test(token)).length;
  return tokens.includes('<*>') && (words < WORDS_MIN || (tokens.length >= TOKENS_BROAD_MIN && words * 8 < tokens.length));
}

/** All that two templates must share to be one event with another value in one or two places, or another ending. */
function* sharedParts(tokens: readonly string[]): Generator<string> {
  const words = tokens.flatMap((token, at) => (WORD.test(token) || /^\p{L}$/u.test(token) ? [at] : []));
  const without = (...places: readonly number[]): string =>
    `${places.join(' ')} ${tokens.map((token, at) => (places.includes(at) ? '' : token)).join(' ')}`;
  for (const [index, at] of words.entries()) {
    yield without(at);
    if (words.length > PAIRED_WORDS_MAX || words.length < PAIRED_WORDS_MIN) continue;
    for (const other of words.slice(index + 1)) yield without(at, other);
  }
  // A beginning of three words, to the mark after it, and whatever follows.
  const mark = tokens.findIndex((token, at) => /^[:-]$/.test(token) && words.filter((word) => word < at).length >= SPLIT_MIN);
  if (mark > 0) yield `begins ${tokens.slice(0, mark).join(' ')}`;
}

/**
 * Sets of at least three clusters whose templates are equal but for one or two words, or at least five with one beginning; the 5,000
 * largest clusters are compared. A set that is within another is left out.
 */
export function likelySplit(clusters: readonly AnalyzedCluster[]): number[][] {
  const byPart = new Map<string, number[]>();
  for (const { id, template, isCatchAll } of clusters.slice(0, COMPARED_MAX)) {
    const tokens = template.split(' ');
    if (isCatchAll || tokens.length < SPLIT_MIN || tokens.length > COMPARED_TOKENS_MAX) continue;
    for (const part of sharedParts(tokens)) {
      const ids = byPart.get(part);
      if (ids) ids.push(id);
      else byPart.set(part, [id]);
    }
  }
  const sets = [...byPart].filter(([part, ids]) => ids.length >= (part.startsWith('begins ') ? SPLIT_ENDINGS_MIN : SPLIT_MIN));
  const kept: number[][] = [];
  for (const [, ids] of sets.toSorted((a, b) => b[1].length - a[1].length)) {
    if (kept.length === SETS_MAX) break;
    if (!kept.some((set) => ids.every((id) => set.includes(id)))) kept.push(ids);
  }
  return kept;
}
