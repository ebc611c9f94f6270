/**
 * What the embedded journal asks of a disk, so that tests can put a simulated one in its place.
 *
 * Adapters keep these: paths are absolute or relative to the process; a failure rejects with an `Error` whose `code` is the
 * operating system's (`ENOSPC`, `EIO`, `ENOENT`, …); what was written is durable only after `datasync` (bytes of a file) or
 * `syncDir` (its name).
 */
export interface Disk {
  /** Makes a folder and its missing parents, durably; one that exists is left alone. */
  makeDir(path: string): Promise<void>;
  /** Names in a folder, in no particular order. */
  list(dir: string): Promise<string[]>;
  open(path: string, mode: DiskOpenMode): Promise<DiskFile>;
  /** Replaces `to`, in one step. */
  rename(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Makes the names in a folder durable. */
  syncDir(dir: string): Promise<void>;
  /** Takes the exclusive lock of a path, or answers who holds it. The death of the holding process frees it. */
  lock(path: string): Promise<DiskLock>;
}

/** `read`: must exist. `write`: must exist, also readable. `create`: must not exist. */
export type DiskOpenMode = 'read' | 'write' | 'create';

export interface DiskFile {
  /** Size in bytes. */
  size(): Promise<number>;
  /** Fills `into` from `position` as far as the file goes; answers how many bytes that was. */
  read(into: Uint8Array, position: number): Promise<number>;
  /** Writes all bytes, or rejects (some may have been written then). */
  write(bytes: Uint8Array, position: number): Promise<void>;
  /** Resolves when every byte written to this file, and its size, is durable. */
  datasync(): Promise<void>;
  close(): Promise<void>;
}

export type DiskLock =
  | { readonly held: true; release(): Promise<void> }
  | { readonly held: false; /** Process id of the holder, where known. */ readonly holderPid: number | undefined };

/** Whether an error means that there is no room left (disk, quota, or a limit on the size of files), which passes when someone makes room. */
export function isDiskFull(error: unknown): boolean {
  const code = errorCode(error);
  return code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG';
}

/** The operating system's code of an error (`ENOENT`), or undefined. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
