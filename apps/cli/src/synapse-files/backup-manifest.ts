import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CliError } from '../exit.ts';

/** What a backup says of itself, written last: a folder without it is none. */
export const manifestName = 'backup.json';

const NAME = /^(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._-]*(?:\/[A-Za-z0-9][A-Za-z0-9._-]*){0,2}$/;

/** Whether the name of a file stays within the backup. */
export const isFileName = (name: string): boolean => NAME.test(name);

const manifest = z.object({
  v: z.literal(1),
  atMs: z.number(),
  journalId: z.string(),
  position: z.int().min(0),
  graphPosition: z.int().min(0),
  files: z.array(z.object({ file: z.string().regex(NAME), bytes: z.int().min(0), sha256: z.string().regex(/^[0-9a-f]{64}$/) })),
});

type BackupManifest = z.infer<typeof manifest>;

/** Reads the manifest of a backup; throws where the folder is none, or not whole. */
export function readManifest(dir: string): BackupManifest {
  const path = join(dir, manifestName);
  if (!existsSync(path)) throw new CliError(`${dir} is no whole backup of Synapse: ${manifestName} is missing.`);
  const text = readFileSync(path, 'utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CliError(`${path} is damaged: it is not JSON. Take another backup.`);
  }
  const read = manifest.safeParse(value);
  if (!read.success) throw new CliError(`${path} can not be read by this version: ${read.error.issues[0]?.message ?? ''}.`);
  return read.data;
}

/** SHA-256 of a file, in hexadecimal. */
async function fileDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** What is wrong with the files of a backup, one line each. */
export async function backupProblems(dir: string, { files }: BackupManifest): Promise<string[]> {
  const problems: string[] = [];
  for (const { file, bytes, sha256 } of files) {
    const path = join(dir, file);
    if (!existsSync(path)) problems.push(`${file} is missing`);
    else if (statSync(path).size !== bytes) problems.push(`${file} has ${statSync(path).size} bytes instead of ${bytes}`);
    else if ((await fileDigest(path)) !== sha256) problems.push(`${file} is damaged: its digest is another one`);
  }
  return problems;
}
