import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { chunkBytesMax } from './chunk.ts';
import { type Problem, reasonOf } from './inputs.ts';

/** Whole lines of one of the files; `isCut`: their end is not a line's end. */
export interface FollowedLines {
  readonly input: number;
  readonly bytes: Uint8Array;
  readonly isCut: boolean;
}

export interface Follower {
  /** Lines as they are written, until the signal; then what is there without a line break. */
  parts(): AsyncGenerator<FollowedLines>;
  readonly problems: readonly Problem[];
}

const POLL_MS = 200;
const LINE_FEED = 10;

/** One file that may grow, be cut, or be replaced under its name. */
class FollowedFile {
  readonly path: string;
  readonly #input: number;
  #handle: FileHandle | undefined;
  #inode = 0;
  #position = 0;
  #rest: Uint8Array = new Uint8Array(0);
  problem: string | undefined;

  constructor(path: string, input: number) {
    this.path = path;
    this.#input = input;
  }

  /** What was added since the last call; lines without their end wait. */
  async *added(): AsyncGenerator<FollowedLines> {
    if (this.#handle) yield* this.#grown(this.#handle);
    const next = await this.#replaced();
    if (!next) return;
    // What was written between the last look and the replacement, then the new file from its start.
    if (this.#handle) {
      yield* this.#grown(this.#handle);
      yield* this.end();
    }
    this.#handle = next;
    this.#inode = (await next.stat()).ino;
    this.#position = 0;
    yield* this.#grown(next);
  }

  /** The last line, which has no end, and nothing after it. */
  async *end(): AsyncGenerator<FollowedLines> {
    if (this.#rest.length > 0) yield { input: this.#input, bytes: this.#rest, isCut: false };
    this.#rest = new Uint8Array(0);
    await this.#handle?.close();
    this.#handle = undefined;
  }

  async *#grown(handle: FileHandle): AsyncGenerator<FollowedLines> {
    if ((await handle.stat()).size < this.#position) {
      // Cut and written anew in place.
      this.#position = 0;
      this.#rest = new Uint8Array(0);
    }
    for (;;) {
      const room = new Uint8Array(chunkBytesMax);
      room.set(this.#rest);
      const { bytesRead } = await handle.read(room, this.#rest.length, room.length - this.#rest.length, this.#position);
      if (bytesRead === 0) return;
      this.#position += bytesRead;
      const all = room.subarray(0, this.#rest.length + bytesRead);
      const isCut = all.length === room.length && !all.includes(LINE_FEED);
      const end = isCut ? all.length : all.lastIndexOf(LINE_FEED) + 1;
      this.#rest = all.slice(end);
      if (end > 0) yield { input: this.#input, bytes: all.slice(0, end), isCut };
    }
  }

  /** Another file under the name, opened. */
  async #replaced(): Promise<FileHandle | undefined> {
    try {
      const handle = await open(this.path);
      if (this.#handle && (await handle.stat()).ino === this.#inode) {
        await handle.close();
        return undefined;
      }
      this.problem = undefined;
      return handle;
    } catch (error) {
      this.problem = reasonOf(error);
      return undefined;
    }
  }
}

/** Follows files from their beginnings, looking five times a second; a file that is away for a while is waited for. */
export function followFiles(paths: readonly string[], signal: AbortSignal): Follower {
  const files = paths.map((path, input) => new FollowedFile(path, input));
  return {
    get problems() {
      return files.flatMap(({ path, problem }) => (problem === undefined ? [] : [{ input: path, message: problem }]));
    },
    async *parts() {
      while (!signal.aborted) {
        for (const file of files) yield* file.added();
        await setTimeout(POLL_MS, undefined, { signal }).catch(() => undefined);
      }
      for (const file of files) yield* file.added();
      for (const file of files) yield* file.end();
    },
  };
}
