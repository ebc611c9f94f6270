/**
 * Log files to clusters: the reader cuts chunks, the pool scans them, the tally puts the counts together in the order of the chunks.
 *
 *   paths ──reader──► chunks ──pool──► counts by signature ──tally──► clusters
 */
import { availableParallelism } from 'node:os';
import type { Readable } from 'node:stream';
import type { Join } from '../logs/index.ts';
import type { Analysis } from './analysis.ts';
import { ChunkReader } from './chunk-reader.ts';
import { type Follower, followFiles } from './follow-files.ts';
import { IdSpool } from './id-spool.ts';
import { type Problem, findInputs } from './inputs.ts';
import { LogTally } from './log-tally.ts';
import { ScanPool } from './scan-pool.ts';
import { readState, writeState } from './state-file.ts';

export interface AnalyzeOptions {
  /** Files, directories, `-` for standard input. */
  readonly paths: readonly string[];
  readonly stdin: Readable;
  /** Scanning threads; the result does not depend on them. 0: none. */
  readonly workers?: number;
  /** The message's field of JSON lines; without it, it is found. */
  readonly field?: string;
  /** Lines are messages: no headers, no records of several lines. */
  readonly areMessages: boolean;
  /** Goes on reading what is added to files, until the signal. */
  readonly follow: boolean;
  /** Keeps clusters and ids from run to run. */
  readonly statePath?: string;
  /** Ends the reading; the result is of what was read so far. */
  readonly signal: AbortSignal;
  /** Takes the final cluster id of each line, as text with one a line; with `follow` the id known when the line came. */
  readonly onIds?: (text: string) => Promise<void>;
  /** Ids as JSON, one object a line: `{"id":7}`, and `{"joined":{"from":9,"to":7}}` where lines had an id that is part of another now. */
  readonly idsAsJson?: boolean;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly bytes: number;
  readonly lines: number;
  readonly clusters: number;
}

const WORKERS_MAX = 16;
/** How often the state of followed files is written, where lines came. */
const STATE_MS = 10_000;

/** Reads all inputs and returns their clusters. Memory does not grow with them. */
export async function analyzeLogs(options: AnalyzeOptions): Promise<Analysis> {
  const { files, problems: missing } = findInputs(options.paths);
  const problems: Problem[] = [...missing];
  const tally = new LogTally({ areMessages: options.areMessages });
  const state = options.statePath === undefined ? undefined : await readState(options.statePath);
  if (state) tally.restore(state);
  const ids = new LineIds(options, tally);
  const workers = Math.min(options.workers ?? availableParallelism(), WORKERS_MAX);
  const shrunk = new Set<number>();
  const pool = new ScanPool({
    workers,
    scan: { areMessages: options.areMessages, wantsPlaces: options.onIds !== undefined, nowMs: Date.now() },
    isSampling: () => tally.isSampling,
    onCounts: (counts) => {
      ids.add(tally.add(counts));
      if (counts.missingBytes > 0) shrunk.add(counts.input);
      options.onProgress?.({ bytes: tally.bytes, lines: tally.lines, clusters: tally.clusterCount });
    },
  });
  const reader = new ChunkReader({
    ...(options.field === undefined ? {} : { field: options.field }),
    isPlain: options.areMessages && options.field === undefined,
    stdin: options.stdin,
    signal: options.signal,
    onChunk: (chunk) => pool.scan(chunk),
    idle: () => pool.idle(),
    onCut: () => (tally.cutLines += 1),
  });
  try {
    const follower: Follower | undefined = options.follow ? followFiles(files, options.signal) : undefined;
    if (follower) await follow(follower, { reader, pool, ids, tally, options, problems });
    else {
      for (const path of files) {
        if (options.signal.aborted) break;
        const message = await reader.read(path);
        if (message !== undefined) problems.push({ input: path, message });
      }
    }
    await pool.idle();
    for (const input of shrunk) problems.push({ input: files[input] ?? '', message: SHRUNK });
    if (options.statePath !== undefined) await writeState(options.statePath, tally.snapshot());
    await ids.end();
    return tally.result(problems);
  } finally {
    await pool.end();
    ids.close();
  }
}

const SHRUNK = 'it has shrunk while it was read. Some of its lines are missing; run again once nobody cuts it.';

interface Parts {
  readonly reader: ChunkReader;
  readonly pool: ScanPool;
  readonly ids: LineIds;
  readonly tally: LogTally;
  readonly options: AnalyzeOptions;
  readonly problems: Problem[];
}

async function follow(follower: Follower, { reader, pool, ids, tally, options, problems }: Parts): Promise<void> {
  const { statePath } = options;
  let isStored = true;
  let writing = Promise.resolve();
  const store = (): void => {
    if (isStored || statePath === undefined) return;
    isStored = true;
    // A disk that is full now may have room later; at the end the error ends the run.
    writing = writing.then(() => writeState(statePath, tally.snapshot())).catch(() => undefined);
  };
  const timer = setInterval(store, STATE_MS);
  let isFirst = true;
  for await (const lines of follower.parts()) {
    await reader.lines(lines);
    await pool.idle();
    await ids.flush();
    isStored = false;
    if (isFirst) store();
    isFirst = false;
  }
  clearInterval(timer);
  await writing;
  problems.push(...follower.problems);
}

/** Where the ids of lines go: at once, or through a spool until clusters are final. */
class LineIds {
  readonly #options: AnalyzeOptions;
  readonly #tally: LogTally;
  readonly #spool: IdSpool | undefined;
  #waiting = '';

  constructor(options: AnalyzeOptions, tally: LogTally) {
    this.#options = options;
    this.#tally = tally;
    this.#spool = options.onIds && !options.follow ? new IdSpool() : undefined;
  }

  add(ids: Uint32Array | undefined): void {
    if (!ids) return;
    if (this.#spool) this.#spool.add(ids);
    else {
      for (const id of ids) this.#waiting += this.#shown(id);
      this.#tellJoins(this.#tally.newJoins());
    }
  }

  #shown = (id: number): string => (this.#options.idsAsJson ? `{"id":${id}}\n` : `${id}\n`);

  #tellJoins(joins: readonly Join[]): void {
    if (!this.#options.idsAsJson) return;
    for (const { from, to } of joins) this.#waiting += `{"joined":{"from":${from},"to":${to}}}\n`;
  }

  async flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '') await this.#options.onIds?.(text);
  }

  async end(): Promise<void> {
    await this.flush();
    for (const text of this.#spool?.text((id) => this.#shown(this.#tally.canonical(id))) ?? []) await this.#options.onIds?.(text);
    if (this.#spool) this.#tellJoins(this.#tally.joined());
    await this.flush();
  }

  close(): void {
    this.#spool?.close();
  }
}
