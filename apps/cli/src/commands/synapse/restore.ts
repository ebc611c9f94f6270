import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, rmdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { restoreJournal } from '@panal/journal';
import { loadConfig } from '@panal/kernel/runtime';
import type { Command } from 'commander';
import { CliError } from '../../exit.ts';
import { isAlive, readRunning } from '../../running-file.ts';
import { createOutput } from '../../show/output.ts';
import { backupProblems, readManifest } from '../../synapse-files/backup-manifest.ts';
import { syncPath } from './quad-file.ts';
import { wantsJson } from '../../wants-json.ts';

const SHOWN_MAX = 5;

function requireEmpty(dataDir: string, target: string): void {
  const running = readRunning(dataDir);
  if (running && isAlive(running.pid))
    throw new CliError(`Panal runs on ${dataDir} (process ${running.pid}): stop it, then restore.`);
  if (existsSync(target) && readdirSync(target).length > 0)
    throw new CliError(
      `${target} holds data, which is never overwritten. Move it away (keep it until the restored one is checked), or set PANAL_DATA_DIR to another folder.`,
    );
}

function copyGraph(from: string, to: string, files: readonly string[]): void {
  for (const file of files) {
    const path = join(to, file);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    copyFileSync(join(from, file), path);
    syncPath(path);
  }
  for (const folder of new Set(files.map((file) => dirname(join(to, file))))) syncPath(folder);
}

async function restore(dir: string, command: Command): Promise<void> {
  const { dataDir } = loadConfig({}).common;
  const target = join(dataDir, 'synapse');
  requireEmpty(dataDir, target);
  const manifest = readManifest(dir);
  const problems = await backupProblems(dir, manifest);
  if (problems.length > 0)
    throw new CliError(
      `The backup is damaged, nothing was restored: ${problems.slice(0, SHOWN_MAX).join('; ')}. Take another backup.`,
    );
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // There whole or not at all.
  const staging = `${target}.restoring`;
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { mode: 0o700 });
  await restoreJournal(join(dir, 'journal'), join(staging, 'journal'));
  const graphFiles = manifest.files.map(({ file }) => file).filter((file) => file.startsWith('graph/'));
  copyGraph(dir, staging, graphFiles);
  syncPath(staging);
  if (existsSync(target)) rmdirSync(target);
  renameSync(staging, target);
  syncPath(dataDir);
  const { position, atMs } = manifest;
  createOutput(wantsJson(command)).result({ dataDir, position, atMs }, () => [
    `Restored ${basename(dir)} of ${new Date(atMs).toISOString()} into ${target}, up to position ${position}.`,
    'Services send what they wrote since as soon as Synapse runs. Start it with "panal up".',
  ]);
}

export function addRestore(synapse: Command): void {
  synapse
    .command('restore')
    .argument('<dir>', 'a backup')
    .description('Make the data folder of Synapse out of a backup; never over data, and only while nothing runs')
    .addHelpText('after', '\nExample:\n  PANAL_DATA_DIR=/srv/panal panal synapse restore /mnt/safe/synapse-2026-11-22')
    .action((dir: string, _options: unknown, self: Command) => restore(dir, self));
}
