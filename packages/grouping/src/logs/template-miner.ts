/**
 * Finds out which words of messages are values, as they arrive. Messages that differ in one place only show what can stand there:
 *
 * | in one place, all else equal                                   | then                                  |
 * |----------------------------------------------------------------|---------------------------------------|
 * | a slot and words                                               | the words are values                  |
 * | at least `wordsMin` different words                            | the words are values                  |
 * | words of which at least two, and half, are values elsewhere    | the words are values                  |
 * | fewer                                                          | they tell events apart                |
 * | after `key=`: a slot, or `keyWordsMin` words, wherever it shows | values of that key are values          |
 *
 * Clusters are only ever joined, never split: the oldest id stays, and `canonical` leads from any id that was given to the one
 * that it is part of now. Decisions rest on the distinct templates alone, so they cost nothing for lines that were seen before.
 */
import { SLOT, joinRepeats, joinSlots } from './message-tokens.ts';

export interface MinerOptions {
  /** Different words in one place that make it a slot. */
  readonly wordsMin?: number;
  /** Different words of one key that make its value a slot. */
  readonly keyWordsMin?: number;
  /** Templates that are kept; beyond them messages go to catch-all clusters by their length and first word. */
  readonly templatesMax?: number;
}

/** Places beyond which a template's further places are not looked at. */
const PLACES_MAX = 60;

interface Place {
  /** Template of each word (or slot) seen there. */
  readonly templates: Map<string, number>;
  isSlot: boolean;
}

interface KeyWords {
  readonly words: Set<string>;
  readonly templates: number[];
  hasSlot: boolean;
  isSlot: boolean;
}

const isWord = (token: string | undefined): boolean => token !== undefined && (token === SLOT || /\p{L}/u.test(token));
const isConstant = (token: string): boolean => token !== SLOT && /\p{L}/u.test(token);
const separator = '\u0000';

/** A union of ids, the smallest of each being its name. */
class Unions {
  readonly #parents: number[] = [];

  get size(): number {
    return this.#parents.length;
  }

  add(): number {
    return this.#parents.push(this.#parents.length) - 1;
  }

  find(id: number): number {
    let root = id;
    for (let parent = this.#parents[root]; parent !== undefined && parent !== root; parent = this.#parents[root]) root = parent;
    for (let at = id; at !== root;) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  join(a: number, b: number): number {
    const [older, newer] = [this.find(a), this.find(b)].toSorted((x, y) => x - y) as [number, number];
    this.#parents[newer] = older;
    return older;
  }
}

export class TemplateMiner {
  readonly #wordsMin: number;
  readonly #keyWordsMin: number;
  readonly #templatesMax: number;
  readonly #unions = new Unions();
  /** Tokens of each id as it was given. */
  readonly #tokens: (readonly string[])[] = [];
  readonly #ids = new Map<string, number>();
  readonly #places = new Map<string, Place>();
  readonly #keys = new Map<string, KeyWords>();
  readonly #freeWords = new Set<string>();
  /** The most general template of each cluster. */
  readonly #shown = new Map<number, readonly string[]>();
  readonly #given: (readonly string[])[] = [];
  /** Ids of catch-all clusters, by length and first word. */
  readonly #catchAll = new Map<string, number>();

  constructor(options: MinerOptions = {}) {
    this.#wordsMin = options.wordsMin ?? 6;
    this.#keyWordsMin = options.keyWordsMin ?? 5;
    this.#templatesMax = options.templatesMax ?? 20_000;
  }

  /** Templates, joined ones included. */
  get size(): number {
    return this.#unions.size;
  }

  /** Whether no more templates are kept. */
  get isFull(): boolean {
    return this.#ids.size >= this.#templatesMax;
  }

  /** The cluster that an id is part of now. */
  canonical(id: number): number {
    return this.#unions.find(id);
  }

  isCatchAll(id: number): boolean {
    return this.#tokens[id]?.[0] === CATCH_ALL;
  }

  /** The template of a cluster, as tokens. */
  template(id: number): readonly string[] {
    const root = this.canonical(id);
    return this.#shown.get(root) ?? this.#tokens[root] ?? [];
  }

  /** The id of a message's cluster, known at once. */
  add(tokens: readonly string[]): number {
    const before = this.size;
    const id = this.#idOf(tokens);
    if (this.size > before) this.#given.push(tokens);
    return id;
  }

  #idOf(tokens: readonly string[]): number {
    const known = this.#generalised(tokens);
    const name = known.join(separator);
    const id = this.#ids.get(name);
    if (id !== undefined) return this.canonical(id);
    if (this.isFull) return this.#catchAllId(known);
    return this.#open(known, name);
  }

  /** Replaces what is known to be a value by a slot. */
  #generalised(given: readonly string[]): readonly string[] {
    let tokens = this.#withoutKeyValues(given);
    for (;;) {
      tokens = joinRepeats(joinSlots(tokens));
      const at = this.#ids.has(tokens.join(separator)) ? -1 : this.#slotAt(tokens);
      if (at < 0) return tokens;
      tokens = replaced(tokens, at);
    }
  }

  #withoutKeyValues(tokens: readonly string[]): readonly string[] {
    if (!tokens.includes('=')) return tokens;
    return tokens.map((token, at) => (tokens[at - 1] === '=' && this.#keys.get(tokens[at - 2] ?? '')?.isSlot ? SLOT : token));
  }

  #slotAt(tokens: readonly string[]): number {
    const end = Math.min(tokens.length, PLACES_MAX);
    for (let at = 0; at < end; at += 1) {
      if (tokens[at] !== SLOT && isWord(tokens[at]) && this.#places.get(placeName(tokens, at))?.isSlot) return at;
    }
    return -1;
  }

  #open(tokens: readonly string[], name: string): number {
    const id = this.#unions.add();
    this.#tokens[id] = tokens;
    this.#ids.set(name, id);
    this.#noteKeys(tokens, id);
    const constants = tokens.filter(isConstant).length;
    const end = Math.min(tokens.length, PLACES_MAX);
    for (let at = 0; at < end; at += 1) if (isWord(tokens[at])) this.#notePlace(tokens, { id, at, constants });
    return this.canonical(id);
  }

  #noteKeys(tokens: readonly string[], id: number): void {
    for (let at = 2; at < tokens.length; at += 1) {
      if (tokens[at - 1] !== '=') continue;
      const key = tokens[at - 2] ?? '';
      const seen = this.#keys.get(key) ?? { words: new Set(), templates: [], hasSlot: false, isSlot: false };
      this.#keys.set(key, seen);
      if (tokens[at] === SLOT) seen.hasSlot = true;
      else seen.words.add(tokens[at] ?? '');
      if (seen.isSlot) continue;
      seen.templates.push(id);
      if (!(seen.hasSlot && seen.words.size > 0) && seen.words.size < this.#keyWordsMin) continue;
      seen.isSlot = true;
      for (const template of seen.templates.splice(0)) this.#joinWith(template, this.#tokens[template] ?? []);
      seen.words.clear();
    }
  }

  #notePlace(tokens: readonly string[], { id, at, constants }: { id: number; at: number; constants: number }): void {
    const name = placeName(tokens, at);
    const place = this.#places.get(name) ?? { templates: new Map<string, number>(), isSlot: false };
    this.#places.set(name, place);
    const word = tokens[at] ?? '';
    if (place.isSlot) {
      if (word !== SLOT) this.#joinWith(id, replaced(tokens, at));
      return;
    }
    place.templates.set(word, id);
    if (place.templates.size < 2 || constants - (word === SLOT ? 0 : 1) < 1 || !this.#areValues(place)) return;
    place.isSlot = true;
    const words = [...place.templates.keys()].filter((each) => each !== SLOT);
    if (words.length >= this.#wordsMin) for (const each of words) this.#freeWords.add(each);
    for (const template of place.templates.values()) this.#joinWith(template, replaced(tokens, at));
    place.templates.clear();
  }

  #areValues({ templates }: Place): boolean {
    if (templates.has(SLOT) || templates.size >= this.#wordsMin) return true;
    let free = 0;
    for (const word of templates.keys()) if (this.#freeWords.has(word)) free += 1;
    return free >= 2 && free * 2 >= templates.size;
  }

  /** Joins an id with the cluster of a more general template. */
  #joinWith(id: number, general: readonly string[]): void {
    const joined = this.#unions.join(id, this.#idOf(general));
    const shown = this.#shown.get(joined) ?? this.#tokens[joined] ?? [];
    if (slotsIn(general) >= slotsIn(shown)) this.#shown.set(joined, general);
  }

  #catchAllId(tokens: readonly string[]): number {
    const name = `${Math.min(tokens.length, 20)} ${tokens[0] ?? ''}`.slice(0, 40);
    const bucket = this.#catchAll.size < CATCH_ALL_MAX || this.#catchAll.has(name) ? name : '';
    const known = this.#catchAll.get(bucket);
    if (known !== undefined) return known;
    const id = this.#unions.add();
    this.#tokens[id] = [CATCH_ALL, bucket];
    this.#catchAll.set(bucket, id);
    return id;
  }

  /** The messages that taught it something, in order: adding them to a new miner with the same options gives the same ids and clusters. */
  get given(): readonly (readonly string[])[] {
    return this.#given;
  }
}

const CATCH_ALL = '\u0001catch-all';
const CATCH_ALL_MAX = 1_000;

/** The tokens with a slot in one place; of a key the value goes with it. */
function replaced(tokens: readonly string[], at: number): readonly string[] {
  return tokens.map((token, index) => (index === at || (index === at + 2 && tokens[at + 1] === '=') ? SLOT : token));
}

/** All that stands around a place. */
function placeName(tokens: readonly string[], at: number): string {
  const isKey = tokens[at + 1] === '=' && isWord(tokens[at + 2]);
  let name = '';
  for (let index = 0; index < tokens.length; index += 1) {
    name += (index === at ? '' : isKey && index === at + 2 ? SLOT : tokens[index]) + separator;
  }
  return `${at} ${name}`;
}

const slotsIn = (tokens: readonly string[]): number => tokens.reduce((sum, token) => sum + (token === SLOT ? 1 : 0), 0);
