import { join } from 'node:path';
import { crc32c } from './crc32c.ts';
import type { Disk, DiskFile } from './disk.ts';
import { writeFileDurably } from './durable-file.ts';
import { getU53, putU53 } from './u53.ts';

/**
 * The journal's control file: two slots of 4 KiB, each
 *
 *   magic 8 | version u32 | crc32c u32 of everything else | sequence u64 | id 16 | storage id 16 |
 *   epoch u64 | oldest position u64 | flushed position u64
 *
 * Slots are written in turn, so that a torn write leaves the other; the valid one with the higher sequence counts. `epoch` is
 * written to both before a writer starts, so that the loss of either can't bring an epoch back. The version, the CRC and what it
 * covers keep their places in later versions.
 */
export interface ControlState {
  /** 32 hex digits; changes when a journal is restored from a backup, since positions are then given anew. */
  readonly id: string;
  /** 32 hex digits; seeds the checksums of this journal's files and never changes. */
  readonly storageId: string;
  readonly epoch: number;
  /** No record before this one need exist (they were trimmed). */
  readonly oldestPosition: number;
  /** Every record up to this one had been flushed when the slot was written. */
  readonly flushedPosition: number;
}

export const controlFileName = 'control';

/** Version of the journal's format as a whole; a journal that says a newer one is refused. */
export const formatVersion = 2;

const slotBytes = 4096;
const magic = new TextEncoder().encode('PANALCTL');

/** The control file of a journal that is open for writing. */
export class ControlFile {
  readonly #file: DiskFile;
  #state: ControlState;
  #sequence: number;
  #writing: Promise<void> = Promise.resolve();

  constructor(file: DiskFile, { state, sequence }: { state: ControlState; sequence: number }) {
    this.#file = file;
    this.#state = state;
    this.#sequence = sequence;
  }

  get state(): ControlState {
    return this.#state;
  }

  /** Writes the next slot, without a flush: where it gets lost, what it claims is only missing, not wrong. */
  update(change: Partial<ControlState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    return this.#next(() => this.#writeSlot());
  }

  /** Writes one slot durably, then the other. */
  updateDurably(change: Partial<ControlState>): Promise<void> {
    this.#state = { ...this.#state, ...change };
    return this.#next(async () => {
      for (let slot = 0; slot < 2; slot++) {
        await this.#writeSlot();
        await this.#file.datasync();
      }
    });
  }

  async close(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#file.close();
  }

  #next(work: () => Promise<void>): Promise<void> {
    const done = this.#writing.catch(() => undefined).then(work);
    this.#writing = done;
    return done;
  }

  async #writeSlot(): Promise<void> {
    this.#sequence += 1;
    await this.#file.write(encodeSlot(this.#state, this.#sequence), (this.#sequence % 2) * slotBytes);
  }
}

export type ControlReading =
  | { readonly kind: 'ok'; readonly state: ControlState; readonly sequence: number }
  | { readonly kind: 'newer-version'; readonly version: number }
  | { readonly kind: 'damaged' };

/** Reads the slot that counts. */
export async function readControl(disk: Disk, dir: string): Promise<ControlReading> {
  const file = await disk.open(join(dir, controlFileName), 'read');
  try {
    const bytes = new Uint8Array(2 * slotBytes);
    await file.read(bytes, 0);
    return chooseSlot([decodeSlot(bytes.subarray(0, slotBytes)), decodeSlot(bytes.subarray(slotBytes))]);
  } finally {
    await file.close();
  }
}

/** Makes the control file of a new journal, durably. */
export async function createControl(disk: Disk, dir: string, state: ControlState): Promise<void> {
  const bytes = new Uint8Array(2 * slotBytes);
  bytes.set(encodeSlot(state, 2), 0);
  bytes.set(encodeSlot(state, 1), slotBytes);
  await writeFileDurably(disk, dir, { name: controlFileName, bytes });
}

function chooseSlot(slots: readonly ControlReading[]): ControlReading {
  let chosen: ControlReading = { kind: 'damaged' };
  for (const slot of slots) {
    if (slot.kind === 'newer-version') return slot;
    if (slot.kind === 'ok' && (chosen.kind !== 'ok' || slot.sequence > chosen.sequence)) chosen = slot;
  }
  return chosen;
}

function slotCrc(slot: Uint8Array): number {
  return crc32c(slot, 16, slotBytes, crc32c(slot, 0, 12));
}

function encodeSlot(state: ControlState, sequence: number): Uint8Array {
  const slot = new Uint8Array(slotBytes);
  const view = new DataView(slot.buffer);
  slot.set(magic);
  view.setUint32(8, formatVersion, true);
  putU53(view, 16, sequence);
  slot.set(Buffer.from(state.id, 'hex'), 24);
  slot.set(Buffer.from(state.storageId, 'hex'), 40);
  putU53(view, 56, state.epoch);
  putU53(view, 64, state.oldestPosition);
  putU53(view, 72, state.flushedPosition);
  view.setUint32(12, slotCrc(slot), true);
  return slot;
}

function decodeSlot(slot: Uint8Array): ControlReading {
  const view = new DataView(slot.buffer, slot.byteOffset, slotBytes);
  if (!magic.every((byte, at) => slot[at] === byte) || view.getUint32(12, true) !== slotCrc(slot)) return { kind: 'damaged' };
  const version = view.getUint32(8, true);
  if (version > formatVersion) return { kind: 'newer-version', version };
  const hex = (start: number): string => Buffer.from(slot.subarray(start, start + 16)).toString('hex');
  const state = {
    id: hex(24),
    storageId: hex(40),
    epoch: getU53(view, 56),
    oldestPosition: getU53(view, 64),
    flushedPosition: getU53(view, 72),
  };
  return { kind: 'ok', state, sequence: getU53(view, 16) };
}
