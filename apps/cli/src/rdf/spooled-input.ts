import { createWriteStream, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CliError, exitCodes } from '../exit.ts';

/** Runs `work` on a file that can be read twice: the named one, or a copy of standard input (`-`), which goes afterwards. */
export async function withReadableFile<T>(path: string, work: (path: string) => Promise<T>): Promise<T> {
  if (path !== '-') {
    if (!existsSync(path) || !statSync(path).isFile()) throw new CliError(`There is no file ${path}.`, exitCodes.usage);
    return await work(path);
  }
  if (process.stdin.isTTY) throw new CliError('Name a file, or pipe one in.', exitCodes.usage);
  const dir = mkdtempSync(join(tmpdir(), 'panal-import-'));
  try {
    const copy = join(dir, 'input');
    await pipeline(process.stdin, createWriteStream(copy, { mode: 0o600 }));
    return await work(copy);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
