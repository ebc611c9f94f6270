import { join } from 'node:path';
import type { Disk, DiskFile } from './disk.ts';
import { frameV1, sealFrameV1 } from './frame-v1.ts';
import type { Group } from './group.ts';
import { encodeSegmentHeader, seedOf, segmentFileName, segmentHeaderBytes } from './segment-header.ts';
import { Segment } from './segment.ts';

/** Zeros are written this far ahead, so that most flushes change no file size. */
const preallocateBytes = 1024 * 1024;
const zeros = new Uint8Array(preallocateBytes);

export interface SegmentWriterOptions {
  readonly disk: Disk;
  readonly dir: string;
  readonly storageId: string;
  readonly epoch: number;
  readonly segmentBytes: number;
  readonly clock: () => number;
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
  #active: ActiveSegment | undefined;

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#seed = seedOf(options.storageId);
  }

  /** Goes on writing where a recovered segment ends. */
  async resume(segment: Segment): Promise<void> {
    const file = await this.#options.disk.open(segment.path, 'write');
    this.#active = { segment, file, allocatedEnd: await file.size() };
  }

  /** Writes a group's frame and flushes it. May be called again with the same group after a failure. */
  async commit(group: Group): Promise<void> {
    const { frame } = group;
    const active = await this.#roomFor(group.firstPosition, frame.length);
    const { segment, file } = active;
    sealFrameV1(
      frame,
      { recordCount: group.recordCount, firstPosition: group.firstPosition, epoch: this.#options.epoch },
      this.#seed,
    );
    const end = segment.endOffset + frame.length;
    while (active.allocatedEnd < end) {
      await file.write(zeros, active.allocatedEnd);
      active.allocatedEnd += zeros.length;
    }
    await file.write(frame, segment.endOffset);
    await file.datasync();
    segment.grow(frame.length, group.recordCount);
  }

  async close(): Promise<void> {
    await this.#active?.file.close();
    this.#active = undefined;
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

  /** Under a temporary name until its header is durable, so that a segment that has its name is a whole one. */
  async #create(firstPosition: number): Promise<ActiveSegment> {
    const { disk, dir, storageId, clock } = this.#options;
    const path = join(dir, segmentFileName(firstPosition));
    const temporary = `${path}.tmp`;
    await disk.remove(temporary).catch(() => undefined);
    const file = await disk.open(temporary, 'create');
    try {
      await file.write(encodeSegmentHeader({ version: frameV1.version, storageId, firstPosition, createdMs: clock() }), 0);
      await file.write(zeros.subarray(segmentHeaderBytes), segmentHeaderBytes);
      await file.datasync();
      await disk.rename(temporary, path);
      await disk.syncDir(dir);
    } catch (error) {
      await file.close();
      throw error;
    }
    const segment = new Segment({ path, firstPosition, format: frameV1, firstOffset: segmentHeaderBytes });
    return { segment, file, allocatedEnd: preallocateBytes };
  }
}
