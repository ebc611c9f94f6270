import {
  type AuditLeaf,
  type AuditVerification,
  leafOfRecord,
  parseCheckpointFile,
  readPublicKey,
  verifyAuditLog,
} from '@panal/audit';
import { readJournalOffline, verifyJournal } from '@panal/journal';
import type { Command } from 'commander';
import type { KeyObject } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pc from 'picocolors';
import { offlineDataDir } from '../connection.ts';
import { CliError } from '../exit.ts';
import { createOutput } from '../show/output.ts';
import { wantsJson } from '../wants-json.ts';

interface VerifyOptions {
  readonly publicKey?: string;
  readonly checkpoints?: string;
}

/**
 * Entries of the log. Those after `remembered` may name checkpoints that were stored after the checkpoint file was read, so
 * what they name is left out.
 */
async function* leaves(journalDir: string, remembered: number): AsyncGenerator<AuditLeaf> {
  for await (const record of readJournalOffline(journalDir)) {
    const { sequence, line, signedSize } = leafOfRecord(record);
    yield signedSize === undefined || record.position > remembered ? { sequence, line } : { sequence, line, signedSize };
  }
}

function keyOf(path: string): KeyObject {
  try {
    return readPublicKey(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CliError(`The public key ${path} cannot be read: ${(error as Error).message}.`);
  }
}

interface Paths {
  readonly journal: string;
  readonly checkpoints: string;
  readonly publicKey: string;
  /** Whether the checkpoints are a copy that the caller named. */
  readonly copied: boolean;
}

function pathsOf(options: VerifyOptions): Paths {
  const dir = join(offlineDataDir('orchestrator'), 'orchestrator');
  const paths = {
    journal: join(dir, 'journal'),
    checkpoints: options.checkpoints ?? join(dir, 'audit', 'checkpoints.jsonl'),
    publicKey: options.publicKey ?? join(dir, 'audit', 'public-key.pem'),
    copied: options.checkpoints !== undefined,
  };
  if (!existsSync(paths.journal))
    throw new CliError(`There is no audit log in ${dir}: no orchestrator has run there. Set PANAL_DATA_DIR.`);
  if (!existsSync(paths.checkpoints))
    throw new CliError(`There is no checkpoint file ${paths.checkpoints}, so nothing vouches for the log.`);
  return paths;
}

type Verdict = AuditVerification | { readonly ok: false; readonly firstBadSequence: number; readonly problem: string };

/** Checks the journal's own chain, then its leaves against every signed checkpoint. */
async function verifyFiles(paths: Paths): Promise<Verdict> {
  const chain = await verifyJournal(paths.journal);
  if (!chain.ok)
    return {
      ok: false,
      firstBadSequence: Math.max(0, chain.position - 1),
      problem: `${chain.problem} (${chain.file} at byte ${chain.offset})`,
    };
  const publicKeys = [keyOf(paths.publicKey)];
  const file = parseCheckpointFile(readFileSync(paths.checkpoints, 'utf8'));
  if (!file.ok) return { ok: false, firstBadSequence: 0, problem: `${file.problem} (${paths.checkpoints})` };
  return verifyAuditLog({
    // A copy kept elsewhere may be older than the newest checkpoints: it vouches for what it covers.
    leaves: leaves(paths.journal, paths.copied ? 0 : chain.lastPosition),
    checkpoints: file.checkpoints.map(({ note }) => note),
    publicKeys,
    origin: `panal-orchestrator/${chain.journalId}`,
  });
}

async function verify(options: VerifyOptions, command: Command): Promise<void> {
  const paths = pathsOf(options);
  const verdict = await verifyFiles(paths);
  const shown = verdict.ok
    ? { ...verdict, root: Buffer.from(verdict.root).toString('hex'), journal: paths.journal }
    : { ...verdict, journal: paths.journal };
  createOutput(wantsJson(command)).result(shown, () =>
    verdict.ok
      ? [
          `${pc.green('The audit log verifies.')} ${verdict.size} records, ${verdict.checkpoints} signed checkpoints, root ${Buffer.from(verdict.root).toString('hex').slice(0, 16)}…`,
          ...(verdict.uncoveredLeaves > 0
            ? [pc.dim(`${verdict.uncoveredLeaves} newest records are not under a checkpoint yet.`)]
            : []),
        ]
      : `${pc.red('The audit log does not verify')} from sequence ${verdict.firstBadSequence} on: ${verdict.problem}`,
  );
  if (!verdict.ok)
    throw new CliError('Keep the data as it is, compare it with a backup and with copies of the checkpoints kept elsewhere.');
}

export function addAudit(program: Command): void {
  program
    .command('audit')
    .description('The tamper-evident log of every step')
    .command('verify')
    .description('Recompute the log from the journal and compare it with every signed checkpoint; works offline')
    .option('--public-key <file>', 'a copy of the public key kept elsewhere')
    .option('--checkpoints <file>', 'a copy of the checkpoints kept elsewhere')
    .addHelpText(
      'after',
      '\nExamples:\n  panal audit verify\n  panal audit verify --checkpoints /mnt/safe/checkpoints.jsonl --public-key /mnt/safe/public-key.pem',
    )
    .action((options: VerifyOptions, command: Command) => verify(options, command));
}
