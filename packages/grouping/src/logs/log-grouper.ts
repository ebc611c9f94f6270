/**
 * Log lines in, clusters out: a line whose coarse signature is known costs one scan and one look-up; a new signature is cut to its
 * message, split into tokens and mined.
 *
 *   bytes ──scan──► signature ──known──► id
 *                       └────new──► text → message (headers off) → tokens → miner → id, remembered by signature
 */
import { LineScanner } from './line-scanner.ts';
import { messageStart } from './message-start.ts';
import { messageTokens } from './message-tokens.ts';
import { SignatureTable } from './signature-table.ts';
import type { Join } from './unions.ts';
import { type MinerOptions, NOT_TEXT, TemplateMiner } from './template-miner.ts';

export interface LogGrouperOptions extends MinerOptions {
  /** Whether lines begin with time, level, process and the like: `auto` looks at the first lines. */
  readonly headers?: 'auto' | 'yes' | 'no';
  /** Signatures that are remembered; lines of others are mined each time. 24 bytes each. */
  readonly signaturesMax?: number;
}

export interface LogCluster {
  readonly id: number;
  /** Words and slots, with spaces between. */
  readonly template: string;
  readonly count: number;
  /** The first line, at most `exampleCharsMax` characters. */
  readonly example: string;
  /** Lines that found no room among the templates. */
  readonly isCatchAll: boolean;
  /** Whether its lines are no text. */
  readonly isNotText: boolean;
  /** Ids that lines were given before they were joined with this one. */
  readonly formerIds: readonly number[];
}

/** What `createLogGrouper` needs to go on with the same ids. */
export interface LogGrouperSnapshot {
  readonly version: 2;
  readonly headers: 'auto' | 'yes' | 'no';
  readonly given: readonly (readonly string[])[];
  readonly counts: readonly number[];
  readonly examples: readonly string[];
  /** Lines by which `auto` decides, and those of them that begin with a header. */
  readonly sampled?: readonly [number, number];
  /** What signatures lead to, as `SignatureTable.entries` in base64: without it, lines are mined once more. */
  readonly signatures?: string;
}

export const exampleCharsMax = 1_000;
/** Characters of a line that are looked at for its message. */
const LINE_CHARS_MAX = 8_000;
/** Lines by which `auto` decides. */
const HEADER_SAMPLE = 200;
const HEADER_SHARE_MIN = 0.5;
const SIGNATURES_MAX = 1 << 20;
/** Of signatures that find no room, nor would their templates, one in so many is looked at all the same. */
const UNKNOWN_SAMPLE = 16;
/** The template of those that are not looked at; no message holds a control character. */
const NOT_LOOKED_AT = ['\u0001'];
// Whole escape sequences, and whatever else a terminal might obey.
const UNSEEN = /\u001B\[[0-9;?]*[ -/]*[@-~]|[\u0000-\u0008\u000B-\u001F\u007F]/g;

const NO_TEXT = /[\u0000-\u0006\u000E-\u001A\uFFFD]/g;
const NO_TEXT_SHARE = 0.02;
const LOOKED_AT_CHARS = 1_000;

/** Whether a line holds so many control characters or broken ones that it is something else than text. */
export function isNotText(line: string): boolean {
  const looked = line.slice(0, LOOKED_AT_CHARS);
  const strange = looked.match(NO_TEXT)?.length ?? 0;
  return strange > 0 && strange >= looked.length * NO_TEXT_SHARE;
}

/** Clusters log lines as they arrive. Ids are given once and stay; clusters may be joined later, which `canonical` tells. */
export class LogGrouper {
  readonly #miner: TemplateMiner;
  readonly #table: SignatureTable;
  readonly #scanner = new LineScanner();
  readonly #decoder = new TextDecoder();
  readonly #encoder = new TextEncoder();
  #scratch = new Uint8Array(16_384);
  #headers: 'auto' | 'yes' | 'no';
  #sampled = 0;
  #withHeader = 0;
  readonly #counts: number[] = [];
  readonly #examples: string[] = [];

  constructor(options: LogGrouperOptions = {}) {
    this.#miner = new TemplateMiner(options);
    this.#table = new SignatureTable(options.signaturesMax ?? SIGNATURES_MAX);
    this.#headers = options.headers ?? 'auto';
  }

  /** The cluster of a line (without its line break), counted. */
  add(line: string): number {
    if (line.length * 3 > this.#scratch.length) this.#scratch = new Uint8Array(line.length * 3);
    const { written } = this.#encoder.encodeInto(line, this.#scratch);
    return this.addBytes(this.#scratch, 0, written);
  }

  /** The cluster of a line in a buffer, counted. */
  addBytes(buffer: Uint8Array, start: number, end: number): number {
    this.#scanner.scan(buffer, start, end);
    const { high, low } = this.#scanner;
    return this.addScanned({ high, low, count: 1 }, () =>
      this.#decoder.decode(buffer.subarray(start, Math.min(end, start + LINE_CHARS_MAX * 3))),
    );
  }

  /** Counts lines that were scanned elsewhere (`LineScanner`): `text` is asked for only where the signature is new. */
  addScanned(scanned: { readonly high: number; readonly low: number; readonly count: number }, text: () => string): number {
    const { high, low, count } = scanned;
    let id = this.#table.get(high, low);
    if (id < 0) {
      id = this.isUnwanted(low) ? this.#miner.add(NOT_LOOKED_AT) : this.#mine(text());
      this.#table.set(high, low, id);
    }
    this.#counts[id] = (this.#counts[id] ?? 0) + count;
    return this.#miner.canonical(id);
  }

  /** Whether a line of this signature, if it is not known, goes to a catch-all cluster without its text being asked for. */
  isUnwanted(low: number): boolean {
    return (low & (UNKNOWN_SAMPLE - 1)) !== 0 && this.isSampling;
  }

  /** Whether there is room neither for signatures nor for templates, so that most unknown lines are no longer looked at. */
  get isSampling(): boolean {
    return this.#table.isFull && this.#miner.isFull;
  }

  /** The cluster that an id, given earlier, is part of now. */
  canonical(id: number): number {
    return this.#miner.canonical(id);
  }

  /** Whether there is such an id. */
  knows(id: number): boolean {
    return Number.isInteger(id) && id >= 0 && id < this.#miner.size;
  }

  /** Joins of ids that lines were given, from the one numbered `from` on, in their order. */
  joinsFrom(from: number): { readonly joins: readonly Join[]; readonly next: number } {
    const { joins } = this.#miner;
    return { joins: joins.slice(from).filter((join) => this.#examples[join.from] !== undefined), next: joins.length };
  }

  /** Distinct coarse signatures seen; more than `signaturesMax` are not remembered. */
  get signatures(): number {
    return this.#table.size;
  }

  /** Whether new templates find no room any more, so that lines of unknown form go to catch-all clusters. */
  get isFull(): boolean {
    return this.#miner.isFull;
  }

  /** All clusters with lines, largest first. */
  clusters(): LogCluster[] {
    const counts = new Map<number, number>();
    const examples = new Map<number, string>();
    const former = new Map<number, number[]>();
    for (let id = 0; id < this.#miner.size; id += 1) {
      const root = this.#miner.canonical(id);
      counts.set(root, (counts.get(root) ?? 0) + (this.#counts[id] ?? 0));
      const example = this.#examples[id];
      if (id !== root && example !== undefined) {
        const ids = former.get(root) ?? [];
        ids.push(id);
        former.set(root, ids);
      }
      if (example !== undefined && !examples.has(root)) examples.set(root, example);
    }
    return [...counts]
      .filter(([, count]) => count > 0)
      .map(([id, count]) => ({
        id,
        count,
        template: this.#miner.template(id).join(' '),
        example: examples.get(id) ?? '',
        isCatchAll: this.#miner.isCatchAll(id),
        isNotText: this.#miner.isNotText(id),
        formerIds: former.get(id) ?? [],
      }))
      .toSorted((a, b) => b.count - a.count || a.id - b.id);
  }

  snapshot(): LogGrouperSnapshot {
    const ids = Array.from({ length: this.#miner.size }, (_, id) => id);
    return {
      version: 2,
      headers: this.#headers,
      given: this.#miner.given,
      counts: ids.map((id) => this.#counts[id] ?? 0),
      examples: ids.map((id) => this.#examples[id] ?? ''),
      sampled: [this.#sampled, this.#withHeader],
      signatures: Buffer.from(this.#table.entries().buffer).toString('base64'),
    };
  }

  /** Takes up what an earlier one knew; only on a new grouper. The same miner options give the same ids. */
  restore(snapshot: LogGrouperSnapshot): void {
    for (const tokens of snapshot.given) this.#miner.add(tokens);
    this.#headers = snapshot.headers;
    [this.#sampled, this.#withHeader] = snapshot.sampled ?? [0, 0];
    const signatures = Uint8Array.from(Buffer.from(snapshot.signatures ?? '', 'base64'));
    this.#table.restore(new Int32Array(signatures.buffer, 0, signatures.length >>> 2));
    for (const [id, count] of snapshot.counts.entries()) this.#counts[id] = count;
    for (const [id, example] of snapshot.examples.entries()) if (example !== '') this.#examples[id] = example;
  }

  #mine(line: string): number {
    const text = line.slice(0, LINE_CHARS_MAX).replace(UNSEEN, '').toWellFormed();
    const tokens = isNotText(line) ? [NOT_TEXT] : messageTokens(text.slice(this.#messageStart(text)));
    const id = this.#miner.add(tokens);
    this.#examples[id] ??= text.slice(0, exampleCharsMax);
    return id;
  }

  #messageStart(text: string): number {
    if (this.#headers === 'no') return 0;
    const start = messageStart(text);
    if (this.#headers === 'yes') return start;
    this.#sampled += 1;
    if (start > 0) this.#withHeader += 1;
    if (this.#sampled >= HEADER_SAMPLE) this.#headers = this.#withHeader >= this.#sampled * HEADER_SHARE_MIN ? 'yes' : 'no';
    return start;
  }
}
