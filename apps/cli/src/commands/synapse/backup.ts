import { createHash } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BackupPart, BackupRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { Progress } from '../../show/progress.ts';
import { isFileName, manifestName, readManifest } from '../../synapse-files/backup-manifest.ts';
import { syncPath } from './quad-file.ts';

interface Written {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes the files as they come; each is durable before the next begins. */
class FilesWriter {
  readonly #dir: string;
  readonly written = new Map<string, Written>();
  #open: { readonly file: string; readonly fd: number; readonly hash: ReturnType<typeof createHash>; bytes: number } | undefined;

  constructor(dir: string) {
    this.#dir = dir;
  }

  write({ file, data }: BackupPart): void {
    if (!isFileName(file))
      throw new CliError('Synapse sent a file name that leads out of the backup; nothing was written there.');
    const open = this.#open?.file === file ? this.#open : this.#begin(file);
    open.hash.update(data);
    for (let at = 0; at < data.length;) at += writeSync(open.fd, data, at);
    open.bytes += data.length;
  }

  close(): void {
    if (!this.#open) return;
    const { file, fd, hash, bytes } = this.#open;
    this.#open = undefined;
    fsyncSync(fd);
    closeSync(fd);
    this.written.set(file, { bytes, sha256: hash.digest('hex') });
  }

  #begin(file: string) {
    this.close();
    const path = join(this.#dir, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    this.#open = { file, fd: openSync(path, 'wx', 0o600), hash: createHash('sha256'), bytes: 0 };
    return this.#open;
  }
}

function takeEmpty(dir: string): void {
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new CliError(`${dir} is not empty: name a new folder for the backup.`, exitCodes.usage);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
}

async function backup(dir: string, { connection, output }: CommandContext): Promise<void> {
  const channel = connection.to('synapse');
  takeEmpty(dir);
  const writer = new FilesWriter(dir);
  const progress = new Progress(output, 'bytes copied', 0);
  const stream = channel.serverStream(SemanticEngineService.backup, BackupRequest.fromPartial({}));
  try {
    for await (const part of stream as AsyncIterable<BackupPart>) {
      writer.write(part);
      progress.add(part.data.length);
    }
  } finally {
    writer.close();
  }
  const manifest = readManifest(dir);
  for (const { file, bytes, sha256 } of manifest.files) {
    const got = writer.written.get(file);
    if (got?.bytes !== bytes || got.sha256 !== sha256)
      throw new CliError(`${file} did not arrive whole, so ${dir} is no backup. Remove it and try again.`);
  }
  for (const folder of new Set([dir, ...manifest.files.map(({ file }) => dirname(join(dir, file)))])) syncPath(folder);
  const { position, graphPosition, files } = manifest;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  output.result({ dir, position, graphPosition, files: files.length + 1, bytes }, () => [
    `Backup of everything up to position ${position}: ${files.length} files, ${bytes} bytes, and ${manifestName}.`,
    `Check it with "panal synapse verify ${dir}".`,
  ]);
}

export function addBackup(synapse: Command): void {
  synapse
    .command('backup')
    .argument('<dir>', 'a new folder')
    .description('Copy journal and stored graph while Synapse runs: everything acknowledged before the command')
    .addHelpText('after', '\nExample:\n  panal synapse backup /mnt/safe/synapse-2026-11-22')
    .action((dir: string, _options: unknown, self: Command) => withConnection(self, (context) => backup(dir, context)));
}
