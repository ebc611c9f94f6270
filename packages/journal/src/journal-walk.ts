import { join } from 'node:path';
import { ChunkReader } from './chunk-reader.ts';
import { controlFileName, type ControlState } from './control-file.ts';
import type { Disk, DiskFile } from './disk.ts';
import { JournalDamagedError } from './errors.ts';
import { FrameScanner, hasLaterFrame, type BadFrame, type ScannedFrame } from './frame-scanner.ts';
import { noFrameHash } from './frame-v2.ts';
import { decodeSegmentHeader, positionOfSegmentFile, seedOf, segmentHeaderBytes } from './segment-header.ts';
import { Segment } from './segment.ts';
import { positionOfSnapshotFile } from './snapshot-file.ts';

export interface WalkedFrame {
  readonly segment: Segment;
  readonly frame: ScannedFrame;
}

/** Bytes after the last whole frame that are part of a frame never acknowledged. */
export interface TornTail {
  readonly offset: number;
  readonly bytes: number;
}

/**
 * One reading of all segments from front to back, changing nothing. Throws `JournalDamagedError` at the first thing that can't
 * have been left by a crash.
 *
 * What doesn't read as the frame due is a **torn tail**, to be dropped, only when all of this holds: it is in the last segment;
 * neither the control file nor a snapshot says that its position had been flushed; no other frame lies behind it (at most one
 * frame is ever under way, so one behind it proves it was flushed). Anything else is **damage**.
 */
export class JournalWalk {
  /** Complete once `frames` has ended. */
  readonly segments: Segment[] = [];
  /** Files that an unfinished trim left. */
  readonly trimmedFiles: string[] = [];
  /** Set once `frames` has ended. */
  tornTail: TornTail | undefined;
  lastFrame: WalkedFrame | undefined;
  /** Hash that the next frame will carry. */
  hash: Uint8Array = noFrameHash;
  #epoch: number;
  readonly #disk: Disk;
  readonly #dir: string;
  readonly #control: ControlState;
  readonly #seed: number;
  #provenPosition: number;

  constructor(disk: Disk, dir: string, control: ControlState) {
    this.#disk = disk;
    this.#dir = dir;
    this.#control = control;
    this.#seed = seedOf(control.storageId);
    this.#epoch = control.epoch;
    this.#provenPosition = control.flushedPosition;
  }

  get journalId(): string {
    return this.#control.id;
  }

  /** Highest epoch seen. */
  get epoch(): number {
    return this.#epoch;
  }

  get lastPosition(): number {
    return this.segments.at(-1)?.lastPosition ?? this.#control.oldestPosition - 1;
  }

  /** The records' frames, oldest first. */
  async *frames(): AsyncGenerator<WalkedFrame, void, undefined> {
    const names = await this.#findFiles();
    for (const [index, name] of names.entries()) yield* this.#segmentFrames(name, index === names.length - 1);
    const last = this.segments.at(-1);
    if (this.lastPosition >= this.#provenPosition) return;
    const problem = `records up to position ${this.#provenPosition} had been flushed, and the journal ends before it`;
    throw this.#damage(last?.path ?? join(this.#dir, controlFileName), last?.endOffset ?? 0, problem);
  }

  /** Names of the segments that count, in order. */
  async #findFiles(): Promise<string[]> {
    const all = await this.#disk.list(this.#dir);
    for (const name of all) this.#provenPosition = Math.max(this.#provenPosition, positionOfSnapshotFile(name) ?? 0);
    const names = all.filter((name) => positionOfSegmentFile(name) !== undefined).toSorted();
    const { oldestPosition } = this.#control;
    while (names.length > 1 && positionOfSegmentFile(names[1]!)! <= oldestPosition) this.trimmedFiles.push(names.shift()!);
    const first = names[0];
    if (first === undefined || positionOfSegmentFile(first)! <= oldestPosition) return names;
    throw this.#damage(join(this.#dir, first), 0, `the segment that holds position ${oldestPosition} is missing`);
  }

  async *#segmentFrames(name: string, isLast: boolean): AsyncGenerator<WalkedFrame, void, undefined> {
    const path = join(this.#dir, name);
    const file = await this.#disk.open(path, 'read');
    try {
      const segment = await this.#openSegment(file, path);
      for (let badBefore = -1; ;) {
        const scan = await this.#scanner(file, segment);
        const bad = yield* this.#scan(scan.scanner, segment);
        if (bad === undefined) return;
        if (await this.#isTorn(scan.reader, bad, isLast)) {
          this.tornTail = { offset: bad.offset, bytes: scan.reader.end - bad.offset };
          return;
        }
        // A writer may have finished this frame and begun another since the bytes were read: only what stays bad is damage.
        if (bad.offset === badBefore) throw this.#damage(path, bad.offset, bad.problem);
        badBefore = bad.offset;
      }
    } finally {
      await file.close();
    }
  }

  async #openSegment(file: DiskFile, path: string): Promise<Segment> {
    const bytes = new Uint8Array(segmentHeaderBytes);
    const decoded = decodeSegmentHeader(bytes.subarray(0, await file.read(bytes, 0)));
    if (decoded === undefined || decoded.header.storageId !== this.#control.storageId) {
      throw this.#damage(path, 0, 'the segment header is damaged or of another journal');
    }
    const { header, length } = decoded;
    const before = this.segments.at(-1);
    if (before !== undefined && header.firstPosition !== before.lastPosition + 1) {
      throw this.#damage(before.path, before.endOffset, `records are missing up to position ${header.firstPosition - 1}`);
    }
    if (before !== undefined && header.previousHash !== undefined && !Buffer.from(this.hash).equals(header.previousHash)) {
      throw this.#damage(path, 0, 'the segment does not follow the one before it (its previous-hash differs)');
    }
    this.hash = header.previousHash ?? this.hash;
    const segment = new Segment({ path, firstPosition: header.firstPosition, format: header.format, firstOffset: length });
    this.segments.push(segment);
    return segment;
  }

  async #scanner(file: DiskFile, segment: Segment): Promise<{ scanner: FrameScanner; reader: ChunkReader }> {
    const reader = new ChunkReader(file, await file.size());
    const start = { offset: segment.endOffset, position: segment.lastPosition + 1, hash: this.hash };
    return { reader, scanner: new FrameScanner(reader, { format: segment.format, seed: this.#seed }, start) };
  }

  /** Yields frames up to the end (undefined) or to what is no frame. */
  async *#scan(scanner: FrameScanner, segment: Segment): AsyncGenerator<WalkedFrame, BadFrame | undefined, undefined> {
    for (;;) {
      const found = await scanner.next();
      if (found.kind === 'end') return undefined;
      if (found.kind === 'bad') return found;
      segment.grow(found.length, found.header.recordCount);
      this.hash = scanner.hash ?? this.hash;
      this.#epoch = Math.max(this.#epoch, found.header.epoch);
      this.lastFrame = { segment, frame: found };
      yield this.lastFrame;
    }
  }

  async #isTorn(reader: ChunkReader, bad: BadFrame, isLast: boolean): Promise<boolean> {
    const position = this.lastPosition + 1;
    if (!isLast || bad.isCertain || position <= this.#provenPosition) return false;
    const { format } = this.segments.at(-1)!;
    return !(await hasLaterFrame(reader, { format, seed: this.#seed }, { start: bad.searchFrom, position }));
  }

  #damage(file: string, offset: number, problem: string): JournalDamagedError {
    const position = this.lastPosition + 1;
    return new JournalDamagedError({ file, offset, position, problem, advice: adviceFor(this.#dir, position) });
  }
}

/** What to do about damage from a position on. */
export function adviceFor(dir: string, position: number): string {
  return (
    `Records before position ${position} are whole. Restore a backup of ${dir}; or, to give up position ${position} and everything ` +
    `after it for good, run: node packages/journal/dist/tool.js truncate ${dir} ${position}`
  );
}
