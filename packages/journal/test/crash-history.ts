import type { SimulatedDisk } from '@panal/testkit/simulated-disk';
import type { Disk } from '../src/disk.ts';
import { JournalFailedError, JournalFullError } from '../src/errors.ts';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';

/** One step of a random history of a journal and the disk under it. */
export type Step =
  /** Writers that append at once, each a batch of records of these sizes. */
  | { readonly kind: 'append'; readonly batches: readonly (readonly number[])[] }
  | { readonly kind: 'settle' }
  | { readonly kind: 'turns'; readonly count: number }
  | { readonly kind: 'snapshot' }
  | { readonly kind: 'trim'; readonly part: number }
  | { readonly kind: 'reopen' }
  /** Power loss, or the death of the process, when the disk has done this many more operations. */
  | { readonly kind: 'crash' | 'kill'; readonly afterOperations: number }
  /** A flush that fails: for want of room, which passes, or for good. */
  | { readonly kind: 'failFlush'; readonly code: 'ENOSPC' | 'EIO'; readonly afterFlushes: number }
  /** Room for only this much more, until the next step that waits. */
  | { readonly kind: 'fill'; readonly roomBytes: number };

export interface History {
  readonly steps: readonly Step[];
  readonly segmentBytes: number;
  readonly preallocateBytes: number;
  readonly markAfterMs: number;
}

interface Batch {
  readonly texts: readonly string[];
  firstPosition: number | undefined;
}

class Dead extends Error {}

/** Failures that the history planned: the process that meets one ends, as a service does. */
const isPlanned = (error: unknown): boolean => /EIO|ENOSPC/.test(String(error));

/**
 * Plays a history on a simulated disk and judges it from outside, by what was acknowledged. Returns what is wrong, one line
 * each: an acknowledged record lost or changed, a record nobody wrote, a batch in part, an order changed, a journal that was
 * taken for damaged, an epoch given twice, a snapshot lost.
 */
export async function playHistory(
  disk: SimulatedDisk,
  history: History,
  build: (disk: Disk) => Disk = (connected) => connected,
): Promise<string[]> {
  const play = new Play(disk, build, history);
  await play.run();
  return play.problems;
}

class Play {
  readonly problems: string[] = [];
  readonly #disk: SimulatedDisk;
  readonly #build: (disk: Disk) => Disk;
  readonly #history: History;
  #journal: Journal | undefined;
  /** By position, what has been read back once or acknowledged: it has to stay. */
  #truth: (string | undefined)[] = [];
  /** Batches of this life of the process, in call order. */
  #submitted: Batch[] = [];
  #firstOfLife = 1;
  #batchNumber = 0;
  #epoch = 0;
  #snapshotPosition = 0;
  #oldestPosition = 1;
  #died = Promise.withResolvers<never>();

  constructor(disk: SimulatedDisk, build: (disk: Disk) => Disk, history: History) {
    this.#disk = disk;
    this.#build = build;
    this.#history = history;
    this.#died.promise.catch(() => undefined);
  }

  async run(): Promise<void> {
    for (const step of this.#history.steps) {
      await this.#alive(() => this.#step(step));
      if (this.problems.length > 0) return;
    }
    this.#end('crash');
    await this.#alive(async () => void (await this.#open()));
  }

  /** Runs a part of the history; one that the process does not survive is followed by nothing. */
  async #alive(part: () => Promise<void>): Promise<void> {
    try {
      await Promise.race([part(), this.#died.promise]);
    } catch (error) {
      if (error instanceof Dead) return;
      if (isPlanned(error)) this.#end('kill');
      else this.problems.push(`unexpected: ${String(error)}`);
    }
  }

  #end(how: 'crash' | 'kill'): void {
    this.#disk.onOperation = undefined;
    this.#disk.setCapacity(Number.POSITIVE_INFINITY);
    this.#disk[how]();
    this.#journal = undefined;
    this.#died.reject(new Dead());
    this.#died = Promise.withResolvers<never>();
    this.#died.promise.catch(() => undefined);
  }

  async #step(step: Step): Promise<void> {
    if (step.kind === 'crash' || step.kind === 'kill') return this.#arm(step.kind, step.afterOperations);
    if (step.kind === 'failFlush') return this.#disk.failNext('datasync', step.code, step.afterFlushes);
    if (step.kind === 'fill') return this.#disk.setCapacity(this.#disk.usedBytes() + step.roomBytes);
    if (step.kind !== 'append') this.#disk.setCapacity(Number.POSITIVE_INFINITY);
    const journal = this.#journal ?? (await this.#open());
    if (journal === undefined) return;
    if (step.kind === 'append') for (const sizes of step.batches) this.#append(journal, sizes);
    else if (step.kind === 'settle')
      await journal.waitFor(this.#firstOfLife + this.#submitted.flatMap(({ texts }) => texts).length - 1);
    else if (step.kind === 'turns')
      for (let turn = 0; turn < step.count; turn++) await new Promise((resolve) => setImmediate(resolve));
    else if (step.kind === 'snapshot') await this.#snapshot(journal);
    else if (step.kind === 'trim') await this.#trim(journal, step.part);
    else await this.#reopen(journal);
  }

  #arm(kind: 'crash' | 'kill', afterOperations: number): void {
    let left = afterOperations;
    this.#disk.onOperation = () => {
      if (left-- <= 0) this.#end(kind);
    };
  }

  #append(journal: Journal, sizes: readonly number[]): void {
    const number = ++this.#batchNumber;
    const texts = sizes.map((size, at) => `${number}:${at}:${sizes.length}:`.padEnd(size, 'x'));
    const batch: Batch = { texts, firstPosition: undefined };
    this.#submitted.push(batch);
    const note = ({ firstPosition }: { firstPosition: number }): void => {
      if (this.#journal !== journal) this.problems.push(`batch ${number} was acknowledged by a process that is dead`);
      batch.firstPosition = firstPosition;
    };
    const refused = (error: unknown): void => {
      if (error instanceof JournalFullError) this.#submitted.splice(this.#submitted.indexOf(batch), 1);
      else if (!isPlanned(error) && !(error instanceof JournalFailedError))
        this.problems.push(`batch ${number}: ${String(error)}`);
    };
    journal.append(texts.map((text) => Buffer.from(text))).then(note, refused);
  }

  async #snapshot(journal: Journal): Promise<void> {
    const position = journal.flushedPosition;
    await journal.writeSnapshot(position, Buffer.from(`state ${position}`));
    this.#snapshotPosition = position;
  }

  async #trim(journal: Journal, part: number): Promise<void> {
    const position = Math.floor(journal.flushedPosition * part);
    this.#oldestPosition = Math.max(this.#oldestPosition, position);
    await journal.trim(position);
  }

  async #reopen(journal: Journal): Promise<void> {
    await journal.close();
    this.#journal = undefined;
    await this.#open();
  }

  /** Opens, and compares what is there with what must, may and may not be. */
  async #open(): Promise<Journal | undefined> {
    const { segmentBytes, preallocateBytes, markAfterMs } = this.#history;
    const onFatal = (error: Error): void => {
      if (isPlanned(error)) this.#end('kill');
      else this.problems.push(`fatal: ${error.message}`);
    };
    const options = {
      dir: '/data/journal',
      disk: this.#build(this.#disk.connect()),
      segmentBytes,
      preallocateBytes,
      markAfterMs,
      onFatal,
    };
    let journal: Journal;
    try {
      journal = await openJournal(options);
    } catch (error) {
      if (isPlanned(error)) throw error;
      this.problems.push(`the journal does not open: ${String(error)}`);
      return undefined;
    }
    if (journal.epoch <= this.#epoch) this.problems.push(`epoch ${journal.epoch} was given before`);
    this.#epoch = journal.epoch;
    const stored = await this.#read(journal);
    this.#judge(journal, stored);
    await this.#judgeSnapshot(journal);
    this.#truth = stored;
    this.#submitted = [];
    this.#firstOfLife = journal.flushedPosition + 1;
    this.#journal = journal;
    return journal;
  }

  async #read(journal: Journal): Promise<(string | undefined)[]> {
    const stored: (string | undefined)[] = [];
    for await (const { position, bytes } of journal.read(journal.firstPosition)) stored[position] = Buffer.from(bytes).toString();
    return stored;
  }

  #judge(journal: Journal, stored: readonly (string | undefined)[]): void {
    const { firstPosition, flushedPosition } = journal;
    if (firstPosition > Math.max(1, this.#oldestPosition))
      this.problems.push(`records before ${firstPosition} are gone without a trim`);
    for (let position = firstPosition; position < this.#firstOfLife; position++) {
      if (stored[position] !== this.#truth[position])
        this.problems.push(`position ${position}, once durable, is lost or changed`);
    }
    let due = this.#firstOfLife;
    for (const { texts, firstPosition: acknowledgedAt } of this.#submitted) {
      const isThere = due <= flushedPosition;
      if (acknowledgedAt !== undefined && (acknowledgedAt !== due || !isThere))
        this.problems.push(`acknowledged position ${acknowledgedAt} is lost`);
      if (!isThere) continue;
      for (const text of texts) {
        if (due >= firstPosition && stored[due] !== text)
          this.problems.push(`position ${due} holds a wrong record, or a batch in part`);
        due += 1;
      }
    }
    if (due <= flushedPosition) this.problems.push(`positions from ${due} on were invented`);
  }

  async #judgeSnapshot(journal: Journal): Promise<void> {
    const snapshot = await journal.readSnapshot();
    const position = snapshot?.position ?? 0;
    if (position < this.#snapshotPosition) this.problems.push(`the snapshot after position ${this.#snapshotPosition} is lost`);
    if (position > journal.flushedPosition) this.problems.push(`the snapshot after position ${position} is ahead of the records`);
    if (snapshot && Buffer.from(snapshot.bytes).toString() !== `state ${position}`) this.problems.push('the snapshot is changed');
  }
}
