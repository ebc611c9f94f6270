import { join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';
import { temporarySuffix } from './durable-file.ts';
import { frameHash, frameV2, sealFrame } from './frame-v2.ts';
import type { Group } from './group.ts';
import { writeZeros } from './repair-tail.ts';
import { encodeSegmentHeader, seedOf, segmentFileName, segmentHeaderBytes } from './segment-header.ts';
import { Segment } from './segment.ts';

export interface SegmentWriterOptions {
  readonly disk: Disk;
  readonly dir: string;
  readonly storageId: string;
  readonly epoch: number;
  readonly segmentBytes: number;
  /** Zeros are written this far ahead, so that most flushes change no file size. */
  readonly preallocateBytes: number;
  readonly clock: () => number;
  /** Hash of the newest frame. */
  readonly hash: Uint8Array;
  /** Called when a new segment has replaced the active one. */
  readonly onNewSegment: (segment: Segment) => void;
}

interface ActiveSegment {
  readonly segment: Segment;
  readonly file: DiskFile;
  /** The file's size: bytes up to here are zeros or frames. */
  allocatedEnd: number;
}

/** Writes frames to the active segment and starts the next one when it is full. One call at a time. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  readonly #seed: number;
  #hash: Uint8Array;
  #active: ActiveSegment | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#seed = seedOf(options.storageId);
    this.#hash = options.hash;
  }

  /** Goes on writing where a recovered segment ends; one of an older format stays as it is and a new one follows it. */
  async resume(segment: Segment | undefined): Promise<void> {
    if (segment === undefined || segment.format !== frameV2) return;
    const file = await this.#options.disk.open(segment.path, 'write');
    this.#active = { segment, file, allocatedEnd: await file.size() };
  }

  /** Writes a group's frame and flushes it. May be called again with the same group after a failure. */
  async commit(group: Group): Promise<void> {
    const { frame, recordCount, firstPosition } = group;
    const active = await this.#roomFor(firstPosition, frame.length);
    const { segment, file } = active;
    sealFrame(frame, { recordCount, firstPosition, epoch: this.#options.epoch, previousHash: this.#hash }, this.#seed);
    await this.#allocate(active, segment.endOffset + frame.length);
    await file.write(frame, segment.endOffset);
    const flushed = file.datasync();
    // While the disk works.
    const hash = frameHash(frame);
    await flushed;
    segment.grow(frame.length, recordCount);
    this.#hash = hash;
  }

  async close(): Promise<void> {
    await this.#active?.file.close();
    this.#active = undefined;
  }

  async #allocate(active: ActiveSegment, needed: number): Promise<void> {
    if (needed <= active.allocatedEnd) return;
    const end = needed + this.#options.preallocateBytes;
    await writeZeros(active.file, active.allocatedEnd, end);
    active.allocatedEnd = end;
  }

  async #roomFor(firstPosition: number, bytes: number): Promise<ActiveSegment> {
    const active = this.#active;
    if (active !== undefined) {
      const { endOffset, firstOffset } = active.segment;
      if (endOffset === firstOffset || endOffset + bytes <= this.#options.segmentBytes) return active;
    }
    const next = await this.#create(firstPosition);
    this.#active = next;
    await active?.file.close();
    this.#options.onNewSegment(next.segment);
    return next;
  }

  /** Under a temporary name until its header is durable, so that a segment that has its name has a header. */
  async #create(firstPosition: number): Promise<ActiveSegment> {
    const { disk, dir, storageId, clock, preallocateBytes } = this.#options;
    const path = join(dir, segmentFileName(firstPosition));
    const temporary = `${path}${temporarySuffix}`;
    await disk.remove(temporary).catch(() => undefined);
    const file = await disk.open(temporary, 'create');
    try {
      await file.write(encodeSegmentHeader({ storageId, firstPosition, createdMs: clock(), previousHash: this.#hash }), 0);
      await writeZeros(file, segmentHeaderBytes, segmentHeaderBytes + preallocateBytes);
      await file.datasync();
      await disk.rename(temporary, path);
      await disk.syncDir(dir);
    } catch (error) {
      await file.close();
      throw error;
    }
    const segment = new Segment({ path, firstPosition, format: frameV2, firstOffset: segmentHeaderBytes });
    return { segment, file, allocatedEnd: segmentHeaderBytes + preallocateBytes };
  }
}
