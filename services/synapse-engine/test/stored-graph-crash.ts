/** A power loss at each moment of storing a graph, and a full disk at each: what may be relied on by then is still there, and nothing else. */
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { seededRandom } from '@panal/testkit';
import { openThreadGraphWorker } from '../src/adapters/thread-graph-worker.ts';
import { leaveAfterCrash } from './crash-files.ts';
import type { FileOperation } from './recorded-files.ts';
import { NAMESPACE, subjectsUpTo } from './stored-graph-history.ts';
import type { ReadReport, StoringReport, StoringTask } from './stored-graph-thread.ts';

const MEMORY_MIB = 512;
const POSITIONS = [250, 500, 700, 900];
const threadFile = new URL('./stored-graph-thread.ts', import.meta.url);

export interface CrashCount {
  readonly operations: number;
  readonly crashes: number;
  readonly problems: readonly string[];
}

export interface CrashOptions {
  /** Coins for each moment. */
  readonly seeds: number;
  readonly firstSeed: number;
  /** With the engine's memory beside the portable files, and read from it. */
  readonly image: boolean;
  /** What a careless build would have left out. */
  readonly forgets?: (operation: FileOperation) => boolean;
}

class StoringThread {
  readonly #thread = new Worker(threadFile, { workerData: { memoryMib: MEMORY_MIB } });

  async #ask(task: StoringTask): Promise<unknown> {
    this.#thread.postMessage(task);
    const [report] = (await once(this.#thread, 'message')) as [unknown];
    return report;
  }

  store(
    dir: string,
    { image, failAt = Infinity }: { readonly image: boolean; readonly failAt?: number },
  ): Promise<StoringReport> {
    return this.#ask({ kind: 'store', dir, image, positions: POSITIONS, failAt }) as Promise<StoringReport>;
  }

  read(dir: string): Promise<ReadReport> {
    return this.#ask({ kind: 'read', dir }) as Promise<ReadReport>;
  }

  async end(): Promise<void> {
    await this.#thread.terminate();
  }
}

async function withThread<T>(use: (thread: StoringThread, base: string) => Promise<T>): Promise<T> {
  const base = mkdtempSync(join(tmpdir(), 'panal-stored-crash-'));
  const thread = new StoringThread();
  try {
    return await use(thread, base);
  } finally {
    await thread.end();
    rmSync(base, { recursive: true, force: true });
  }
}

/** As a start reads it: by the engine's memory, in a thread of its own. */
async function readByImage(snapshotDir: string): Promise<ReadReport> {
  const worker = await openThreadGraphWorker({ snapshotDir, heapMib: 256, memoryMib: MEMORY_MIB, fastStart: true });
  try {
    const reply = await worker.run({ kind: 'triples', namespace: NAMESPACE, countMax: 10_000, bytesMax: 10_000_000 });
    if (reply.kind !== 'answer') throw new Error(`it does not answer: ${JSON.stringify(reply)}`);
    const subjects = (reply.value as { subject: string }[]).map(({ subject }) => subject);
    return { position: worker.openedPosition, subjects, problem: worker.openProblem };
  } finally {
    await worker.end();
  }
}

function problemsOf({ position, subjects }: ReadReport, relied: number): string[] {
  const problems: string[] = [];
  if (position < relied) problems.push(`the graph after position ${position} is read, but the journal begins at ${relied + 1}`);
  if (subjects.toSorted().join() !== subjectsUpTo(position).toSorted().join())
    problems.push(`${subjects.length} quads after position ${position}, or others`);
  return problems;
}

/** Crashes before each operation of storing four graphs one after the other. Stops at the first problem. */
export function crashAtEachOperation({ seeds, firstSeed, image, forgets }: CrashOptions): Promise<CrashCount> {
  return withThread(async (thread, base) => {
    const root = join(base, 'graph');
    const recorded = await thread.store(root, { image });
    const operations = recorded.operations.filter((operation) => !forgets?.(operation));
    let crashes = 0;
    for (let at = 1; at <= operations.length; at += 1) {
      const before = operations.slice(0, at);
      const relied = before.findLast((operation) => operation.kind === 'relied')?.position ?? 0;
      for (let seed = firstSeed; seed < firstSeed + seeds; seed += 1) {
        const target = join(base, 'left');
        leaveAfterCrash(before, { root, target, random: seededRandom(seed * 10_000 + at) });
        crashes += 1;
        const problems = problemsOf(await (image ? readByImage(target) : thread.read(target)), relied);
        rmSync(target, { recursive: true });
        const named = problems.map((text) => `crash ${at}, seed ${seed}: ${text}`);
        if (named.length > 0) return { operations: operations.length, crashes, problems: named };
      }
    }
    return { operations: operations.length, crashes, problems: [] };
  });
}

/** Lets each operation of storing find the disk full, once, and stores again. */
export function fillAtEachOperation(): Promise<CrashCount> {
  return withThread(async (thread, base) => {
    const problems: string[] = [];
    for (let failAt = 0; ; failAt += 1) {
      const report = await thread.store(join(base, String(failAt)), { image: false, failAt });
      problems.push(...report.problems.map((text) => `full at ${failAt}: ${text}`));
      if (!report.failed) return { operations: failAt, crashes: failAt, problems };
    }
  });
}

const KINDS = ['flip', 'cut', 'zero'] as const;

/** What a bad disk makes of a file: a byte that is another, an end that is missing, a page of nothing. */
function damaged(bytes: Buffer, random: () => number): Buffer {
  const at = Math.floor(random() * bytes.length);
  const copy = Buffer.from(bytes);
  switch (KINDS[Math.floor(random() * KINDS.length)]) {
    case 'cut':
      return copy.subarray(0, at);
    case 'zero':
      return copy.fill(0, at, Math.min(copy.length, at + 512));
    default:
      copy[at] = (copy[at] ?? 0) ^ (1 + Math.floor(random() * 255));
      return copy;
  }
}

/** Damages the newest stored graph in one place, again and again: it is passed over with a word of why, for the one before. */
export function damageStoredGraph({ runs, seed }: { readonly runs: number; readonly seed: number }): Promise<CrashCount> {
  return withThread(async (thread, base) => {
    const root = join(base, 'graph');
    await thread.store(root, { image: false });
    const newest = join(root, String(Math.max(...POSITIONS)));
    const random = seededRandom(seed);
    const problems: string[] = [];
    for (let run = 0; run < runs; run += 1) {
      const names = readdirSync(newest);
      const path = join(newest, names[run % names.length] ?? '');
      const whole = readFileSync(path);
      const left = damaged(whole, random);
      writeFileSync(path, left);
      const report = await thread.read(root);
      const found = problemsOf(report, POSITIONS.at(-2) ?? 0);
      if (!left.equals(whole) && (report.problem === undefined || report.position === POSITIONS.at(-1)))
        found.push('it is believed');
      problems.push(...found.map((text) => `damage ${run} of ${path}: ${text}`));
      writeFileSync(path, whole);
    }
    return { operations: runs, crashes: runs, problems };
  });
}
