import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PART_IDS = 1 << 16;

/** Ids of lines on disk, four bytes each, until all is read: only then it is known which clusters were joined. */
export class IdSpool {
  readonly #dir = mkdtempSync(join(tmpdir(), 'panal-ids-'));
  readonly #fd = openSync(join(this.#dir, 'ids'), 'wx+', 0o600);

  constructor() {
    // The file lives as long as it is open, even if the process is killed.
    rmSync(this.#dir, { recursive: true });
  }

  add(ids: Uint32Array): void {
    for (let at = 0; at < ids.byteLength;) at += writeSync(this.#fd, ids, at, ids.byteLength - at);
  }

  /** All ids in order, as text of one id a line, in parts. */
  *text(shown: (id: number) => string): Generator<string> {
    const part = new Uint32Array(PART_IDS);
    for (let position = 0; ;) {
      const read = readSync(this.#fd, part, 0, part.byteLength, position);
      if (read === 0) return;
      let text = '';
      for (let at = 0; at < read >>> 2; at += 1) text += shown(part[at] as number);
      yield text;
      position += read;
    }
  }

  close(): void {
    closeSync(this.#fd);
  }
}
