import { once } from 'node:events';
import { closeSync, createWriteStream, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip } from 'node:zlib';

/** Makes a file or folder durable. */
export function syncPath(path: string): void {
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** A file that is there whole or not at all; packed where its name ends in `.gz`. */
export class QuadFile {
  readonly #path: string;
  readonly #file: Writable;
  readonly #input: Writable;
  readonly #done: Promise<void>;

  constructor(path: string) {
    this.#path = path;
    this.#file = createWriteStream(`${path}.new`);
    this.#done = finished(this.#file);
    this.#done.catch(() => undefined);
    if (path.endsWith('.gz')) {
      const gzip = createGzip();
      gzip.pipe(this.#file);
      this.#input = gzip;
    } else this.#input = this.#file;
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#input.write(bytes)) await Promise.race([once(this.#input, 'drain'), this.#done]);
  }

  async close(): Promise<void> {
    this.#input.end();
    await this.#done;
    syncPath(`${this.#path}.new`);
    renameSync(`${this.#path}.new`, this.#path);
  }

  async abandon(): Promise<void> {
    this.#input.destroy();
    this.#file.destroy();
    await this.#done.catch(() => undefined);
    rmSync(`${this.#path}.new`, { force: true });
  }
}
