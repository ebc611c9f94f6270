import { open, readFile, rename, rm } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { sha256 } from './folders.ts';

/** Stores a text under its SHA-256, durably, and returns the digest; the same text is stored once. */
export async function storeLog(folder: string, text: string): Promise<string> {
  const digest = sha256(text);
  const draft = join(folder, `.${randomUUID()}.new`);
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, join(folder, `${digest}.log`));
  } finally {
    await rm(draft, { force: true });
  }
  return digest;
}

/** The text stored under a digest, or undefined when it is missing or was changed. */
export async function readLog(folder: string, digest: string): Promise<string | undefined> {
  if (!/^[0-9a-f]{64}$/.test(digest)) return undefined;
  const text = await readFile(join(folder, `${digest}.log`), 'utf8').catch(() => undefined);
  return text !== undefined && sha256(text) === digest ? text : undefined;
}
