import { crc32c } from './crc32c.ts';
import type { Disk, DiskFile } from './disk.ts';
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
export const formatVersion = 1;

const slotBytes = 4096;
const magic = new TextEncoder().encode('PANALCTL');

/** Writes slots in turn; one caller at a time. */
export class ControlFile {
  readonly #file: DiskFile;
  #sequence: number;

  constructor(file: DiskFile, sequence: number) {
    this.#file = file;
    this.#sequence = sequence;
  }

  /** Writes the next slot, without a flush: the claims of a slot that gets lost are only missing, not wrong. */
  async write(state: ControlState): Promise<void> {
    this.#sequence += 1;
    await this.#file.write(encodeSlot(state, this.#sequence), (this.#sequence % 2) * slotBytes);
  }

  /** Writes one slot durably, then the other. */
  async writeDurably(state: ControlState): Promise<void> {
    for (let slot = 0; slot < 2; slot++) {
      await this.write(state);
      await this.#file.datasync();
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}

export type ControlReading =
  | { readonly kind: 'ok'; readonly state: ControlState; readonly sequence: number }
  | { readonly kind: 'newer-version'; readonly version: number }
  | { readonly kind: 'damaged' };

/** Reads the slot that counts. */
export async function readControl(disk: Disk, path: string): Promise<ControlReading> {
  const file = await disk.open(path, 'read');
  try {
    const bytes = new Uint8Array(2 * slotBytes);
    await file.read(bytes, 0);
    return chooseSlot([decodeSlot(bytes.subarray(0, slotBytes)), decodeSlot(bytes.subarray(slotBytes))]);
  } finally {
    await file.close();
  }
}

/** A new control file, durable but for its name. */
export async function createControl(disk: Disk, path: string, state: ControlState): Promise<void> {
  const file = await disk.open(path, 'create');
  try {
    await file.write(new Uint8Array(2 * slotBytes), 0);
    await new ControlFile(file, 0).writeDurably(state);
  } finally {
    await file.close();
  }
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
