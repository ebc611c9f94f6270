import MiniSearch from 'minisearch';
import { type SearchFact, scaled, searchFactOf, unitVector, wordsOf } from '../../ports.ts';
import type { SearchHit, SearchQuestion } from '../../ports.ts';

/** What is indexed of one text, and of one node, UTF-16 units. */
const TEXT_MAX = 16_000;
const NODE_TEXT_MAX = 64_000;
const SHOWN_MAX = 500;
const LABEL_BOOST = 2;
const TYPE_UNITS = 64;
const UNITS_PER_NUMBER = 2;

interface Node {
  readonly texts: Map<string, { readonly text: string; readonly isLabel: boolean }>;
  readonly types: Map<string, string>;
  readonly vectors: Map<string, Float32Array>;
}

interface Document {
  readonly iri: string;
  readonly label: string;
  readonly text: string;
}

/** Room for the facts of all namespaces together, in units of text; a class counts `TYPE_UNITS`, a number of a vector two. */
export interface TextRoom {
  freeUnits: number;
  /** Facts that found no room. */
  refused: number;
}

/** The texts, classes and vectors of one namespace's nodes. Memory: about 4 bytes for each unit. */
export class NamespaceIndex {
  readonly #room: TextRoom;
  readonly #nodes = new Map<string, Node>();
  readonly #changed = new Set<string>();
  readonly #words = new MiniSearch<Document>({
    idField: 'iri',
    fields: ['label', 'text'],
    tokenize: wordsOf,
    processTerm: (word) => word,
    searchOptions: { boost: { label: LABEL_BOOST }, combineWith: 'OR' },
  });

  constructor(room: TextRoom) {
    this.#room = room;
  }

  insert(quad: string): void {
    const fact = searchFactOf(quad);
    if (!fact) return;
    const node = this.#nodes.get(fact.iri) ?? { texts: new Map(), types: new Map(), vectors: new Map() };
    this.#nodes.set(fact.iri, node);
    if (fact.kind === 'type' && !node.types.has(fact.key) && this.#take(TYPE_UNITS)) node.types.set(fact.key, fact.type);
    if (fact.kind === 'vector') this.#insertVector(node, fact);
    if (fact.kind === 'text' && !node.texts.has(fact.key)) this.#insertText(node, fact);
    this.#forgetEmpty(fact.iri, node);
  }

  remove(quad: string): void {
    const fact = searchFactOf(quad);
    const node = fact && this.#nodes.get(fact.iri);
    if (!node) return;
    if (fact.kind === 'type' && node.types.delete(fact.key)) this.#room.freeUnits += TYPE_UNITS;
    if (fact.kind === 'vector') this.#dropVector(node, fact.key);
    const text = fact.kind === 'text' ? node.texts.get(fact.key) : undefined;
    if (text) {
      node.texts.delete(fact.key);
      this.#room.freeUnits += text.text.length;
      this.#changed.add(fact.iri);
    }
    this.#forgetEmpty(fact.iri, node);
  }

  /** Gives the room of its facts back. */
  clear(): void {
    for (const { texts, types, vectors } of this.#nodes.values()) {
      for (const { text } of texts.values()) this.#room.freeUnits += text.length;
      for (const vector of vectors.values()) this.#room.freeUnits += vector.length * UNITS_PER_NUMBER;
      this.#room.freeUnits += types.size * TYPE_UNITS;
    }
    this.#nodes.clear();
    this.#changed.clear();
    this.#words.removeAll();
  }

  /** Nodes whose text has words of the query, best first (BM25+). */
  findText({ query, types, limit }: SearchQuestion): SearchHit[] {
    this.#index();
    const found = this.#words.search(query, { filter: ({ id }) => this.#isOf(String(id), types) });
    return found.slice(0, limit).map(({ id, score, terms }) => this.#hit(String(id), { score, words: terms }));
  }

  /** Nodes whose vector points where the query's does, by cosine, best first; an exact scan of vectors of the same length. */
  findVector({ vector, types, limit, prefixLength }: SearchQuestion): SearchHit[] {
    const wanted = vector && scaled(Float32Array.from(vector.slice(0, prefixLength || undefined)));
    if (!wanted) return [];
    const found: { iri: string; score: number }[] = [];
    for (const [iri, { vectors }] of this.#nodes) {
      const last = [...vectors.values()].at(-1);
      if (last?.length !== vector.length || !this.#isOf(iri, types)) continue;
      found.push({ iri, score: cosine(wanted, prefixLength ? scaled(last.slice(0, prefixLength)) : last) });
    }
    found.sort((a, b) => b.score - a.score || (a.iri < b.iri ? -1 : 1));
    return found.slice(0, limit).map(({ iri, score }) => this.#hit(iri, { score, words: [] }));
  }

  /** What is shown of a node. */
  contentOf(iri: string): string {
    return this.#hit(iri, { score: 0, words: [] }).content;
  }

  #insertVector(node: Node, { key, base64 }: SearchFact & { kind: 'vector' }): void {
    const vector = unitVector(base64);
    this.#dropVector(node, key);
    if (vector && this.#take(vector.length * UNITS_PER_NUMBER)) node.vectors.set(key, vector);
  }

  #dropVector(node: Node, key: string): void {
    this.#room.freeUnits += (node.vectors.get(key)?.length ?? 0) * UNITS_PER_NUMBER;
    node.vectors.delete(key);
  }

  #take(units: number): boolean {
    const fits = units <= this.#room.freeUnits;
    if (fits) this.#room.freeUnits -= units;
    else this.#room.refused += 1;
    return fits;
  }

  #forgetEmpty(iri: string, { texts, types, vectors }: Node): void {
    if (texts.size + types.size + vectors.size === 0) this.#nodes.delete(iri);
  }

  #insertText(node: Node, { iri, key, text, isLabel }: SearchFact & { kind: 'text' }): void {
    const kept = text.slice(0, TEXT_MAX);
    if (!this.#take(kept.length)) return;
    node.texts.set(key, { text: kept, isLabel });
    this.#changed.add(iri);
  }

  /** Indexes anew what changed since the last search: a node that changes often costs once. */
  #index(): void {
    for (const iri of this.#changed) {
      if (this.#words.has(iri)) this.#words.discard(iri);
      const texts = [...(this.#nodes.get(iri)?.texts.values() ?? [])];
      if (texts.length === 0) continue;
      const joined = (labels: boolean): string =>
        texts
          .filter(({ isLabel }) => isLabel === labels)
          .map(({ text }) => text)
          .join('\n')
          .slice(0, NODE_TEXT_MAX);
      this.#words.add({ iri, label: joined(true), text: joined(false) });
    }
    this.#changed.clear();
  }

  #isOf(iri: string, types: readonly string[]): boolean {
    if (types.length === 0) return true;
    const node = this.#nodes.get(iri);
    return node !== undefined && [...node.types.values()].some((type) => types.includes(type));
  }

  /** Shows the label, otherwise the first text that has a word that was looked for, otherwise the first. */
  #hit(iri: string, { score, words }: { readonly score: number; readonly words: readonly string[] }): SearchHit {
    const texts = [...(this.#nodes.get(iri)?.texts.values() ?? [])];
    const hasWord = ({ text }: { text: string }): boolean => words.some((word) => text.toLowerCase().includes(word));
    const shown = texts.find(({ isLabel }) => isLabel) ?? texts.find(hasWord) ?? texts[0];
    return { iri, score, content: (shown?.text ?? '').slice(0, SHOWN_MAX) };
  }
}

function cosine(a: Float32Array, b: Float32Array | undefined): number {
  if (!b) return 0;
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += (a[index] ?? 0) * (b[index] ?? 0);
  return sum;
}
