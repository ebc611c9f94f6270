/** Stores and reads graphs in a thread of its own, by the code that Synapse's threads run, and tells what was done to the files. */
import '../src/adapters/thread/engine-instance.ts';
import { parentPort } from 'node:worker_threads';
import { oldestStoredPosition, readGraphSnapshot, snapshotSteps } from '../src/adapters/thread/graph-snapshot.ts';
import { StoreSet } from '../src/adapters/thread/store-set.ts';
import { type FileOperation, RecordedFiles } from './recorded-files.ts';
import { NAMESPACE, graphLines } from './stored-graph-history.ts';

export type StoringTask =
  /** Stores the graphs after these positions, one after the other; operation `failAt` finds the disk full, whereupon it stores again. */
  | {
      readonly kind: 'store';
      readonly dir: string;
      readonly image: boolean;
      readonly positions: readonly number[];
      readonly failAt: number;
    }
  | { readonly kind: 'read'; readonly dir: string };

export interface StoringReport {
  readonly operations: readonly FileOperation[];
  /** Whether it met the full disk. */
  readonly failed: boolean;
  /** What does not fit after the disk was full. */
  readonly problems: readonly string[];
}

export interface ReadReport {
  readonly position: number;
  /** Subjects of the quads, as they are in N-Quads. */
  readonly subjects: readonly string[];
  /** What a start says of stored graphs that it passes over. */
  readonly problem: string | undefined;
}

function steps(dir: string, image: boolean, set: StoreSet): void {
  for (const _step of snapshotSteps({ dir, image }, set));
}

function leftProblems(dir: string, positions: readonly number[]): string[] {
  const { set, problem } = readGraphSnapshot({ dir, image: false });
  const found: string[] = problem === undefined ? [] : [problem];
  if (![0, ...positions].includes(set.position)) found.push(`nobody stored a graph after position ${set.position}`);
  if (set.storeOf(NAMESPACE).size !== set.position)
    found.push(`${set.storeOf(NAMESPACE).size} quads after position ${set.position}`);
  return found;
}

function storeAll({ dir, image, positions, failAt }: Extract<StoringTask, { kind: 'store' }>): StoringReport {
  const set = new StoreSet();
  const problems: string[] = [];
  let failed = false;
  const recorded = new RecordedFiles(dir);
  recorded.failAt = failAt;
  for (const position of positions) {
    set.load(NAMESPACE, Buffer.from(graphLines(set.position, position)));
    set.position = position;
    try {
      steps(dir, image, set);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      failed = true;
      problems.push(...leftProblems(dir, positions));
      steps(dir, image, set);
    }
    recorded.operations.push({ kind: 'relied', path: '', position: oldestStoredPosition(dir) ?? -1 });
  }
  recorded.stop();
  problems.push(...leftProblems(dir, positions.slice(-1)));
  return { operations: recorded.operations, failed, problems };
}

function read(dir: string): ReadReport {
  const { set, problem } = readGraphSnapshot({ dir, image: false });
  const subjects = set
    .storeOf(NAMESPACE)
    .match()
    .map(({ subject }) => subject.toString());
  return { position: set.position, subjects, problem };
}

parentPort?.on('message', (task: StoringTask) => {
  parentPort?.postMessage(task.kind === 'store' ? storeAll(task) : read(task.dir));
});
