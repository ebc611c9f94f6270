import { closeSync, ftruncateSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

/**
 * Remembers, outside the journal, which calls were sent before their hold was flushed, so that a process that died is charged for
 * those alone and not for whole blocks.
 *
 * Nothing here is flushed: what was written outlives the process, as the system keeps it, but not the machine. So the file names the
 * boot of the machine and the opening of the journal that it belongs to; where either is another one it says nothing, and every
 * open block is charged as a whole. One write of 32 bytes for each such call, before it is sent.
 *
 * Layout: a head of 128 bytes (text), then slots; a record's slot is its position in the journal modulo their number. At most
 * `SLOTS` calls are unflushed at once; those beyond wait for their flush.
 */
const HEAD_BYTES = 128;
const SLOT_BYTES = 32;
export const SLOTS = 4_096;

/** Where the witness is kept, and the boot of the machine that it is kept by. */
export interface WitnessPlace {
  readonly path: string;
  readonly boot: string;
}

/** What a witness belongs to. */
export interface WitnessOf {
  readonly journalId: string;
  /** Of the journal's opening, which each one raises by 1. */
  readonly epoch: number;
  /** Of the machine's start; empty where it is not known. */
  readonly boot: string;
}

/** The boot of this machine, or empty where the system doesn't say (other than Linux). */
export function bootOfMachine(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return '';
  }
}

const headOf = ({ journalId, epoch, boot }: WitnessOf): string =>
  `panal witness 1 ${journalId} ${epoch} ${boot}\n`.padEnd(HEAD_BYTES);

/** Two 32-bit FNV-1a hashes of a block's id, told apart by their seeds. */
function hashesOf(blockId: string): readonly [number, number] {
  let one = 0x811c9dc5;
  let two = 0x01234567;
  for (let index = 0; index < blockId.length; index += 1) {
    const unit = blockId.charCodeAt(index);
    one = Math.imul(one ^ unit, 0x01000193);
    two = Math.imul(two ^ (unit + index), 0x01000193);
  }
  return [one >>> 0, two >>> 0];
}

export class BlockWitness {
  readonly #file: number;
  readonly #slot = Buffer.alloc(SLOT_BYTES);

  /** Starts anew; ask `exposedIn` what the last one knew before. */
  constructor(path: string, of: WitnessOf) {
    this.#file = openSync(path, 'w+', 0o600);
    ftruncateSync(this.#file, HEAD_BYTES + SLOTS * SLOT_BYTES);
    writeSync(this.#file, headOf(of), 0, 'latin1');
  }

  /** Notes a call that is about to be sent; false: it can't be, so the call must wait for its flush. */
  note(call: {
    readonly position: number;
    readonly flushedPosition: number;
    readonly blockId: string;
    readonly amountNanoUsd: number;
  }): boolean {
    const { position, flushedPosition, blockId, amountNanoUsd } = call;
    if (position - flushedPosition >= SLOTS) return false;
    const [one, two] = hashesOf(blockId);
    this.#slot.writeDoubleLE(position, 0);
    this.#slot.writeDoubleLE(amountNanoUsd, 8);
    this.#slot.writeUInt32LE(one, 16);
    this.#slot.writeUInt32LE(two, 20);
    this.#slot.writeUInt32LE((one ^ two ^ position ^ amountNanoUsd) >>> 0, 24);
    try {
      return writeSync(this.#file, this.#slot, 0, SLOT_BYTES, HEAD_BYTES + (position % SLOTS) * SLOT_BYTES) === SLOT_BYTES;
    } catch {
      return false;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

/**
 * The amounts of calls that were sent and left no record, by block; undefined where nobody can tell.
 *
 * @param after position of the journal's last record
 */
export function exposedIn(
  path: string,
  of: WitnessOf,
  given: { readonly after: number; readonly blockIds: Iterable<string> },
): ReadonlyMap<string, number> | undefined {
  const bytes = readWhole(path);
  if (of.boot === '' || bytes?.length !== HEAD_BYTES + SLOTS * SLOT_BYTES) return undefined;
  if (bytes.subarray(0, HEAD_BYTES).toString('latin1') !== headOf(of)) return undefined;
  const byHash = new Map([...given.blockIds].map((blockId) => [hashesOf(blockId).join(' '), blockId]));
  const exposed = new Map<string, number>();
  for (let at = HEAD_BYTES; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
    const position = bytes.readDoubleLE(at);
    if (position <= given.after) continue;
    const amountNanoUsd = bytes.readDoubleLE(at + 8);
    const [one, two] = [bytes.readUInt32LE(at + 16), bytes.readUInt32LE(at + 20)];
    const blockId = byHash.get(`${one} ${two}`);
    const sound = bytes.readUInt32LE(at + 24) === (one ^ two ^ position ^ amountNanoUsd) >>> 0;
    // A slot that is damaged, or of a block that is not open: better too much than too little.
    if (!sound || blockId === undefined) return undefined;
    exposed.set(blockId, (exposed.get(blockId) ?? 0) + amountNanoUsd);
  }
  return exposed;
}

function readWhole(path: string): Buffer | undefined {
  try {
    const file = openSync(path, 'r');
    const bytes = Buffer.alloc(HEAD_BYTES + SLOTS * SLOT_BYTES);
    const length = readSync(file, bytes, 0, bytes.length, 0);
    closeSync(file);
    return bytes.subarray(0, length);
  } catch {
    return undefined;
  }
}
