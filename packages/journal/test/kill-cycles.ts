import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { readJournalOffline, verifyJournal } from '../src/offline.ts';
import { openJournal } from '../src/open-journal.ts';
import { batchOf, parseName, type BatchName } from './kill-batches.ts';

export interface KillCyclesOptions {
  /** Of the journal; a folder of the same name with `-compiled` behind it speeds up the starts. */
  readonly dir: string;
  readonly cycles: number;
  /** Uniform in [0, 1); decides the moments of death. */
  readonly random: () => number;
}

export interface KillCyclesResult {
  /** What was wrong, one line each. */
  readonly problems: readonly string[];
  readonly acknowledgedBatches: number;
  readonly records: number;
  /** Cycles in which the process died before it had opened the journal. */
  readonly diedOpening: number;
  readonly snapshots: number;
}

/**
 * Kills a writing process with SIGKILL again and again, at random moments, and judges the journal each time by what the process
 * had told before it died.
 */
export async function killCycles(options: KillCyclesOptions): Promise<KillCyclesResult> {
  const judge = new Judge(options.dir);
  let next = startWriter(options.dir, 1);
  for (let cycle = 1; cycle <= options.cycles && judge.problems.length === 0; cycle++) {
    const writer = next;
    // The next process starts up while this one works; it opens only when told to.
    next = startWriter(options.dir, cycle + 1);
    const report = await writer.workAndDie(cycle % 10 === 0 ? options.random() * 8 : undefined, 10 + options.random() * 45);
    await judge.judge(cycle, report);
  }
  await next.end();
  await judge.judgeWhole();
  return judge.result();
}

interface Acknowledged extends Omit<BatchName, 'cycle'> {
  readonly firstPosition: number;
}

interface LifeReport {
  readonly opened: { readonly epoch: number; readonly flushedPosition: number } | undefined;
  readonly acknowledged: readonly Acknowledged[];
  readonly snapshotPosition: number;
  /** What it wrote to standard error: it must die without a word. */
  readonly complaint: string;
}

class WriterProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #closed: Promise<unknown>;
  readonly #ready = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<void>();
  readonly #acknowledged: Acknowledged[] = [];
  #open: LifeReport['opened'];
  #snapshotPosition = 0;
  #complaint = '';

  constructor(child: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.#child = child;
    this.#closed = once(child, 'close');
    createInterface(child.stdout).on('line', (line) => this.#note(line));
    child.stderr.on('data', (chunk: Buffer) => (this.#complaint += chunk.toString()));
    child.stdin.on('error', () => undefined);
    child.once('close', () => {
      this.#ready.resolve();
      this.#opened.resolve();
    });
  }

  /** Lets it open and write, and kills it: `openMs` after the start of opening, or `workMs` after the journal is open. */
  async workAndDie(openMs: number | undefined, workMs: number): Promise<LifeReport> {
    await this.#ready.promise;
    this.#child.stdin.write('go\n');
    if (openMs === undefined) await this.#opened.promise;
    await sleep(openMs ?? workMs);
    await this.end();
    const complaint = this.#complaint;
    return { opened: this.#open, acknowledged: this.#acknowledged, snapshotPosition: this.#snapshotPosition, complaint };
  }

  async end(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  #note(line: string): void {
    const [what, ...numbers] = line.split(' ');
    const [first = 0, second = 0, third = 0] = numbers.map(Number);
    if (what === 'ready') this.#ready.resolve();
    else if (what === 'ack') this.#acknowledged.push({ writer: first, number: second, firstPosition: third });
    else if (what === 'snapshot') this.#snapshotPosition = first;
    else if (what === 'open') {
      this.#open = { epoch: first, flushedPosition: second };
      this.#opened.resolve();
    }
  }
}

function startWriter(dir: string, cycle: number): WriterProcess {
  const script = join(import.meta.dirname, 'kill-writer.ts');
  const args = ['--conditions=panal-source', '--disable-warning=ExperimentalWarning', script, dir, String(cycle)];
  const env = { ...process.env, NODE_COMPILE_CACHE: `${dir}-compiled` };
  return new WriterProcess(spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'], env }));
}

class Judge {
  readonly problems: string[] = [];
  readonly #dir: string;
  /** Everything up to here was read back and has to stay; whose record is where, for the last look at the whole. */
  #seen = 0;
  #epoch = 0;
  #batches = 0;
  #diedOpening = 0;
  #snapshots = 0;
  #snapshotPosition = 0;

  constructor(dir: string) {
    this.#dir = dir;
  }

  result(): KillCyclesResult {
    const { problems } = this;
    return {
      problems,
      acknowledgedBatches: this.#batches,
      records: this.#seen,
      diedOpening: this.#diedOpening,
      snapshots: this.#snapshots,
    };
  }

  async judge(cycle: number, report: LifeReport): Promise<void> {
    const { opened, acknowledged, snapshotPosition, complaint } = report;
    if (complaint !== '') this.problems.push(`cycle ${cycle}: the process complained: ${complaint}`);
    if (opened === undefined) this.#diedOpening += 1;
    else {
      if (opened.epoch <= this.#epoch) this.problems.push(`cycle ${cycle}: epoch ${opened.epoch} was given before`);
      if (opened.flushedPosition !== this.#seen)
        this.problems.push(`cycle ${cycle}: ${this.#seen} records became ${opened.flushedPosition}`);
      this.#epoch = opened.epoch;
    }
    this.#batches += acknowledged.length;
    if (snapshotPosition > 0) this.#snapshots += 1;
    this.#snapshotPosition = Math.max(this.#snapshotPosition, snapshotPosition);
    await this.#readNew(cycle, acknowledged);
  }

  /** Reads everything again from the front, and opens it for the last time. */
  async judgeWhole(): Promise<void> {
    const verified = await verifyJournal(this.#dir);
    if (!verified.ok) this.problems.push(`the journal does not verify: ${verified.problem}`);
    else if (verified.lastPosition !== this.#seen) this.problems.push(`${this.#seen} records became ${verified.lastPosition}`);
    const journal = await openJournal({ dir: this.#dir });
    let position = 0;
    for await (const record of journal.read(1)) {
      position += 1;
      if (record.position !== position) this.problems.push(`position ${position} is missing`);
      const name = parseName(record.bytes);
      if (!batchOf(name)[name.at]?.equals(record.bytes)) this.problems.push(`position ${position} holds what nobody wrote`);
    }
    const snapshot = await journal.readSnapshot();
    if ((snapshot?.position ?? 0) < this.#snapshotPosition)
      this.problems.push(`the snapshot after ${this.#snapshotPosition} is lost`);
    await journal.close();
  }

  /** What this life added: whole batches, each as its writer made it, in its writer's order, and all that was acknowledged. */
  async #readNew(cycle: number, acknowledged: readonly Acknowledged[]): Promise<void> {
    const due = new Map(acknowledged.map((batch) => [batch.firstPosition, batch]));
    const nextOfWriter = new Map<number, number>();
    let rest: Buffer[] = [];
    for await (const { position, bytes } of readJournalOffline(this.#dir, { fromPosition: this.#seen + 1 })) {
      if (rest.length === 0) rest = this.#startBatch(cycle, bytes, { position, due, nextOfWriter });
      const expected = rest.shift();
      if (expected === undefined || !expected.equals(bytes))
        this.problems.push(`cycle ${cycle}: position ${position} holds what nobody wrote there`);
      this.#seen = position;
    }
    if (rest.length > 0) this.problems.push(`cycle ${cycle}: the last batch is there in part`);
    for (const { firstPosition } of due.values())
      this.problems.push(`cycle ${cycle}: acknowledged position ${firstPosition} is lost`);
  }

  #startBatch(
    cycle: number,
    bytes: Uint8Array,
    { position, due, nextOfWriter }: { position: number; due: Map<number, Acknowledged>; nextOfWriter: Map<number, number> },
  ): Buffer[] {
    const name = parseName(bytes);
    const number = nextOfWriter.get(name.writer) ?? 0;
    if (name.cycle !== cycle || name.number !== number)
      this.problems.push(`cycle ${cycle}: position ${position} is out of its writer's order`);
    nextOfWriter.set(name.writer, name.number + 1);
    const promised = due.get(position);
    if (promised !== undefined && (promised.writer !== name.writer || promised.number !== name.number)) {
      this.problems.push(`cycle ${cycle}: position ${position} was acknowledged to another writer`);
    }
    due.delete(position);
    return batchOf(name);
  }
}
