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
 * Messages of one shape that share at least two words and differ in two to four places, each of which shows many words,
 * are one event with several values (`#noteShape`).
 *
 * Clusters are only ever joined, never split: the oldest id stays, and `canonical` leads from any id that was given to the one
 * that it is part of now. Decisions rest on the distinct templates alone, so they cost nothing for lines that were seen before.
 */
import { SLOT, joinRepeats, joinSlots } from './message-tokens.ts';
import {
  type FreeText,
  aroundOf,
  differences,
  isConstant,
  isNamed,
  isWord,
  openWords,
  placesOf,
  replaced,
  shapeOf,
  textsOf,
  twinsOf,
  withoutText,
  wordsNeeded,
} from './template-places.ts';
import { type Join, Unions } from './unions.ts';

export interface MinerOptions {
  /** Different words in one place that make it a slot. */
  readonly wordsMin?: number;
  /** Different words of one key that make its value a slot. */
  readonly keyWordsMin?: number;
  /** Tokens of all templates together that are kept; beyond them it is full, as beyond `templatesMax`. */
  readonly tokensMax?: number;
  /** Templates that are kept; beyond them messages go to catch-all clusters by their length and first word. */
  readonly templatesMax?: number;
}

/** Places beyond which a template's further places are not looked at. */
const PLACES_MAX = 40;
/** Templates of one shape that a new one is compared with, the newest, and patterns of one shape. */
const SHAPE_TEMPLATES_MAX = 128;
const SHAPE_PATTERNS_MAX = 64;
/** Words of a message for which several free places are looked for: a mask of them is one number. */
const SHAPE_WORDS_MAX = 30;
/** Words that several places must each show beyond those that one place must: states of a machine, told in pairs, show fewer. */
const SEVERAL_MORE = 2;

/** Texts in one place that make it free text, how many lengths they must have among them, and when they need more. */
const TEXTS_MIN = 10;
const TEXTS_MIN_UNSAFE = 12;
const TEXTS_MIN_PLAIN = 20;
const TEXT_LENGTHS_MIN = 4;
const TEXT_WORDS_SAFE = 3;
/** Texts with a word beside them that are kept for one place. */
const TEXTS_AND_WORDS_MAX = 128;
/** Words that must be shared for a slot to make the words beside it values: `battery 7 %` says nothing of `battery low`. */
const SLOT_SHARED_MIN = 2;

interface Place {
  /** Template of each word (or slot) seen there. */
  readonly templates: Map<string, number>;
  isSlot: boolean;
}

/** Templates that have the same punctuation and slots, and words in the same places. */
interface Shape {
  readonly templates: number[];
  /** Events with several values: a slot in each free place. */
  readonly patterns: (readonly string[])[];
}

interface KeyWords {
  readonly words: Set<string>;
  readonly templates: number[];
  hasSlot: boolean;
  isSlot: boolean;
}

const separator = '\u0000';

export class TemplateMiner {
  readonly #wordsMin: number;
  readonly #keyWordsMin: number;
  readonly #templatesMax: number;
  readonly #unions = new Unions();
  /** Tokens of each id as it was given. */
  readonly #tokens: (readonly string[])[] = [];
  readonly #ids = new Map<string, number>();
  readonly #places = new Map<number, Place>();
  readonly #shapes = new Map<number, Shape>();
  readonly #tokensMax: number;
  #tokenCount = 0;
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
    this.#tokensMax = options.tokensMax ?? 500_000;
  }

  /** Templates, joined ones included. */
  get size(): number {
    return this.#unions.size;
  }

  /** Whether no more templates are kept. */
  get isFull(): boolean {
    return this.#ids.size >= this.#templatesMax || this.#tokenCount >= this.#tokensMax;
  }

  /** The cluster that an id is part of now. */
  canonical(id: number): number {
    return this.#unions.find(id);
  }

  /** All joins so far, in their order. */
  get joins(): readonly Join[] {
    return this.#unions.joins;
  }

  isCatchAll(id: number): boolean {
    return this.#tokens[id]?.[0] === CATCH_ALL;
  }

  /** Whether a catch-all cluster is the one of lines that are no text. */
  isNotText(id: number): boolean {
    return this.#tokens[id]?.[1]?.endsWith(NOT_TEXT) === true;
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
    if (this.size > before) this.#given.push(this.#lesson(id, tokens));
    return id;
  }

  /** What a new miner needs of a message to give the same ids: of one for the catch-all no more than its name is made of. */
  #lesson(id: number, tokens: readonly string[]): readonly string[] {
    return (this.isCatchAll(id) ? tokens.slice(0, CATCH_ALL_LENGTH) : tokens).map(detached);
  }

  #idOf(tokens: readonly string[]): number {
    if (tokens[0] === NOT_TEXT) return this.#catchAllId(tokens);
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
      if (this.#ids.has(tokens.join(separator))) return tokens;
      const ended = this.#withoutTexts(tokens);
      if (ended) {
        tokens = ended;
        continue;
      }
      const slot = this.#slotAt(tokens);
      if (!slot) return this.#byPattern(tokens);
      tokens = replaced(tokens, slot.at, slot.twins);
    }
  }

  #withoutKeyValues(tokens: readonly string[]): readonly string[] {
    if (!tokens.includes('=')) return tokens;
    return tokens.map((token, at) => (tokens[at - 1] === '=' && this.#keys.get(tokens[at - 2] ?? '')?.isSlot ? SLOT : token));
  }

  #slotAt(tokens: readonly string[]): { at: number; twins: readonly number[] } | undefined {
    const end = Math.min(tokens.length, PLACES_MAX);
    const placeOf = placesOf(tokens);
    for (let at = 0; at < end; at += 1) {
      if (tokens[at] === SLOT || !isWord(tokens[at])) continue;
      if (this.#places.get(placeOf(at))?.isSlot) return { at, twins: [] };
      const twins = twinsOf(tokens, at);
      if (twins.length > 0 && this.#places.get(placeOf(at, twins))?.isSlot) return { at, twins };
    }
    return undefined;
  }

  /** The message with a slot for what is known to be free text. */
  #withoutTexts(tokens: readonly string[]): readonly string[] | undefined {
    const texts = textsOf(tokens);
    const text = texts.find((each) => this.#places.get(aroundOf(tokens, each))?.isSlot);
    if (text) return withoutText(tokens, text);
    for (const each of texts) {
      const open = openWords(tokens, each).find((at) => this.#places.get(aroundOf(tokens, each, at))?.isSlot);
      if (open !== undefined) return withoutText(replaced(tokens, open), each);
    }
    return undefined;
  }

  /** The pattern with several slots that a message fits, or the message as it is. */
  #byPattern(tokens: readonly string[]): readonly string[] {
    const shape = this.#shapes.get(shapeOf(tokens));
    const pattern = shape?.patterns.find((each) => each.every((token, at) => token === SLOT || token === tokens[at]));
    return pattern ? joinRepeats(joinSlots(pattern)) : tokens;
  }

  #open(given: readonly string[], name: string): number {
    const id = this.#unions.add();
    const tokens = given.map(detached);
    this.#tokens[id] = tokens;
    this.#tokenCount += tokens.length;
    this.#ids.set(detached(name), id);
    this.#noteKeys(tokens, id);
    const constants = tokens.filter(isConstant).length;
    const end = Math.min(tokens.length, PLACES_MAX);
    const placeOf = placesOf(tokens);
    for (let at = 0; at < end; at += 1) {
      if (!isWord(tokens[at])) continue;
      this.#notePlace(tokens, { id, at, constants, place: placeOf(at), twins: [] });
      const twins = twinsOf(tokens, at);
      if (twins.length > 0)
        this.#notePlace(tokens, { id, at, constants: constants - twins.length, place: placeOf(at, twins), twins });
    }
    this.#noteShape(tokens, id);
    this.#noteTexts(tokens, id);
    return this.canonical(id);
  }

  /** Many texts of many lengths in one place are free text. */
  #noteTexts(tokens: readonly string[], id: number): void {
    for (const text of textsOf(tokens)) {
      const said = tokens.slice(text.from, text.to);
      // Of few words around it, only texts of words alone count: what else is there may be another event.
      const areWords = said.every(isConstant);
      if (text.shared < TEXT_WORDS_SAFE && !areWords) continue;
      if (areWords) this.#noteTextAndWord(tokens, { id, text });
      const name = aroundOf(tokens, text);
      const place = this.#places.get(name) ?? { templates: new Map<string, number>(), isSlot: false };
      this.#places.set(name, place);
      if (place.isSlot) continue;
      place.templates.set(said.join(separator), id);
      if (place.templates.size < textsNeeded(text)) continue;
      const lengths = new Set([...place.templates.keys()].map((each) => each.split(separator).length));
      if (lengths.size < TEXT_LENGTHS_MIN) continue;
      place.isSlot = true;
      for (const template of place.templates.values()) this.#joinText(template, name);
      place.templates.clear();
    }
  }

  /** Texts beside a word that shows many words too: both are values. */
  #noteTextAndWord(tokens: readonly string[], { id, text }: { id: number; text: FreeText }): void {
    const said = tokens.slice(text.from, text.to).join(separator);
    for (const open of openWords(tokens, text)) {
      const name = aroundOf(tokens, text, open);
      const place = this.#places.get(name) ?? { templates: new Map<string, number>(), isSlot: false };
      this.#places.set(name, place);
      if (place.isSlot || place.templates.size >= TEXTS_AND_WORDS_MAX) continue;
      place.templates.set(`${tokens[open]}\n${said}`, id);
      if (place.templates.size < TEXTS_MIN_UNSAFE || place.templates.size % 4 !== 0) continue;
      const seen = [...place.templates.keys()].map((key) => key.split('\n'));
      const lengths = new Set(seen.map(([, each = '']) => each.split(separator).length));
      const words = new Set(seen.map(([word]) => word));
      if (lengths.size < TEXT_LENGTHS_MIN || words.size < this.#wordsMin) continue;
      place.isSlot = true;
      for (const template of place.templates.values()) {
        this.#joinWith(template, this.#withoutTexts(this.#tokens[template] ?? []) ?? tokens);
      }
      place.templates.clear();
    }
  }

  #joinText(id: number, name: number): void {
    const tokens = this.#tokens[id] ?? [];
    const text = textsOf(tokens).find((each) => aroundOf(tokens, each) === name);
    if (text) this.#joinWith(id, withoutText(tokens, text));
  }

  /** Looks for templates of the same shape that differ from this one in the same few places. */
  #noteShape(tokens: readonly string[], id: number): void {
    const words = tokens.flatMap((token, at) => (isConstant(token) ? [at] : []));
    if (words.length < 4 || words.length > SHAPE_WORDS_MAX) return;
    const name = shapeOf(tokens);
    const shape = this.#shapes.get(name) ?? { templates: [], patterns: [] };
    this.#shapes.set(name, shape);
    const alike = new Map<number, number[]>();
    for (const other of shape.templates) {
      const differing = differences(tokens, { other: this.#tokens[other] ?? [], words });
      if (differing !== 0) alike.set(differing, [...(alike.get(differing) ?? []), other]);
    }
    for (const [mask, members] of [...alike].toSorted((a, b) => b[1].length - a[1].length)) {
      const free = words.filter((_, index) => mask & (1 << index));
      if (members.length + 1 < this.#wordsMin + SEVERAL_MORE || shape.patterns.length >= SHAPE_PATTERNS_MAX) break;
      if (!free.every((at) => this.#wordsAt(at, [id, ...members]) >= this.#wordsMin + SEVERAL_MORE)) continue;
      const pattern = tokens.map((token, at) => (free.includes(at) ? SLOT : token));
      shape.patterns.push(pattern);
      for (const template of [id, ...members]) this.#joinWith(template, joinRepeats(joinSlots(pattern)));
      break;
    }
    shape.templates.push(id);
    if (shape.templates.length > SHAPE_TEMPLATES_MAX) shape.templates.shift();
  }

  #wordsAt(at: number, templates: readonly number[]): number {
    return new Set(templates.map((template) => this.#tokens[template]?.[at])).size;
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

  #notePlace(
    tokens: readonly string[],
    {
      id,
      at,
      constants,
      place: name,
      twins,
    }: { id: number; at: number; constants: number; place: number; twins: readonly number[] },
  ): void {
    const place = this.#places.get(name) ?? { templates: new Map<string, number>(), isSlot: false };
    this.#places.set(name, place);
    const word = tokens[at] ?? '';
    if (place.isSlot) {
      if (word !== SLOT) this.#joinWith(id, replaced(tokens, at, twins));
      return;
    }
    place.templates.set(word, id);
    const shared = constants - (word === SLOT ? 0 : 1);
    if (place.templates.size < 2 || shared < 1) return;
    const wordsMin = wordsNeeded(tokens, { at, shared, isTwin: twins.length > 0, most: this.#wordsMin });
    if (!this.#areValues(place, { wordsMin, shared })) return;
    place.isSlot = true;
    const words = [...place.templates.keys()].filter((each) => each !== SLOT);
    if (words.length >= this.#wordsMin || isNamed(tokens, at)) for (const each of words) this.#freeWords.add(each);
    for (const template of place.templates.values()) this.#joinWith(template, replaced(tokens, at, twins));
    place.templates.clear();
  }

  #areValues({ templates }: Place, { wordsMin, shared }: { wordsMin: number; shared: number }): boolean {
    if ((templates.has(SLOT) && shared >= SLOT_SHARED_MIN) || templates.size >= wordsMin) return true;
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
    const name = `${Math.min(tokens.length, CATCH_ALL_LENGTH)} ${tokens[0] ?? ''}`.slice(0, 40);
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

/** The only token of lines that are no text: they share one catch-all cluster. */
export const NOT_TEXT = '\u0001not-text';
const CATCH_ALL = '\u0001catch-all';
const CATCH_ALL_MAX = 1_000;
const CATCH_ALL_LENGTH = 20;

const textsNeeded = ({ shared }: FreeText): number =>
  shared >= TEXT_WORDS_SAFE ? TEXTS_MIN : shared > 1 ? TEXTS_MIN_UNSAFE : TEXTS_MIN_PLAIN;

/** A copy that doesn't keep the text alive that it was cut from. */
const detached = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

const slotsIn = (tokens: readonly string[]): number => tokens.reduce((sum, token) => sum + (token === SLOT ? 1 : 0), 0);
