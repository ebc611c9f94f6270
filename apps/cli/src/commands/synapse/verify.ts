import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type JournalVerification, verifyJournal } from '@panal/journal';
import type { Command } from 'commander';
import pc from 'picocolors';
import { offlineDataDir } from '../../connection.ts';
import { CliError } from '../../exit.ts';
import { createOutput } from '../../show/output.ts';
import { backupProblems, manifestName, readManifest } from '../../synapse-files/backup-manifest.ts';
import { type StoredGraph, checkStoredGraphs } from '../../synapse-files/stored-graph-check.ts';
import { wantsJson } from '../../wants-json.ts';

interface Verdict {
  readonly ok: boolean;
  readonly dir: string;
  readonly journal: JournalVerification;
  readonly graphs: readonly StoredGraph[];
  readonly problems: readonly string[];
  readonly advice: readonly string[];
}

/** What is wrong with journal and graphs, and what to do: some damage costs data, some only the next start's time. */
function judge(journal: JournalVerification, graphs: readonly StoredGraph[]): Pick<Verdict, 'problems' | 'advice'> {
  const damaged = graphs.flatMap(({ position, problem }) =>
    problem === undefined ? [] : [`stored graph after position ${position}: ${problem}`],
  );
  if (!journal.ok) {
    const { problem, file, offset, position, advice } = journal;
    return {
      problems: [`journal: ${problem} (${file} at byte ${offset}), from position ${position} on`, ...damaged],
      advice: [`Stop Panal, copy the folder aside, then restore the newest backup that verifies. Without one: ${advice}.`],
    };
  }
  const reaches = graphs.some(({ position, problem }) => problem === undefined && position + 1 >= journal.firstPosition);
  if (journal.firstPosition > 1 && !reaches) {
    return {
      problems: [...damaged, `no whole stored graph reaches the journal, which begins at position ${journal.firstPosition}`],
      advice: ['Restore a backup: the records before that position are not on this disk any more.'],
    };
  }
  const harmless = 'Nothing is lost: Synapse passes over a damaged stored graph and makes a new one. Look after the disk.';
  return { problems: damaged, advice: damaged.length > 0 ? [harmless] : [] };
}

async function verdictOf(dir: string): Promise<Verdict> {
  if (!existsSync(join(dir, 'journal')))
    throw new CliError(`${dir} holds no data of Synapse. Name a backup, or set PANAL_DATA_DIR.`);
  const ofBackup = existsSync(join(dir, manifestName)) ? await backupProblems(dir, readManifest(dir)) : [];
  const journal = await verifyJournal(join(dir, 'journal'));
  const graphs = await checkStoredGraphs(join(dir, 'graph'));
  const { problems, advice } = judge(journal, graphs);
  const all = [...ofBackup, ...problems];
  const more = ofBackup.length > 0 ? ['The backup is not whole: take another one, and do not rely on this.'] : [];
  return { ok: all.length === 0, dir, journal, graphs, problems: all, advice: [...more, ...advice] };
}

function journalWords(journal: JournalVerification): string[] {
  if (!journal.ok) return [];
  const { journalId, records, firstPosition, lastPosition, tornTailBytes } = journal;
  const torn = `Its last ${tornTailBytes} bytes were never acknowledged; the next start drops them.`;
  return [
    `Journal ${journalId}: ${records} records, positions ${firstPosition} to ${lastPosition}; every checksum and link is right.`,
    ...(tornTailBytes > 0 ? [torn] : []),
  ];
}

function words({ ok, dir, journal, graphs, problems, advice }: Verdict): string[] {
  const whole = graphs.filter(({ problem }) => problem === undefined);
  return [
    ok ? pc.green(`The data of Synapse in ${dir} is whole.`) : pc.red(`The data of Synapse in ${dir} is damaged.`),
    ...journalWords(journal),
    ...whole.map(
      ({ position, quads, namespaces }) =>
        `Stored graph after position ${position}: ${quads} quads in ${namespaces} namespaces, digests right.`,
    ),
    ...(graphs.length === 0 ? ['No graph is stored yet: the next start applies the journal.'] : []),
    ...problems.map((problem) => `${pc.red('✗')} ${problem}`),
    ...advice,
  ];
}

async function verify(given: string | undefined, command: Command): Promise<void> {
  const verdict = await verdictOf(given ?? join(offlineDataDir('synapse'), 'synapse'));
  createOutput(wantsJson(command)).result(verdict, () => words(verdict));
  const count = verdict.problems.length;
  if (!verdict.ok) throw new CliError(`${count} ${count === 1 ? 'problem' : 'problems'} found; see above.`);
}

export function addVerify(synapse: Command): void {
  synapse
    .command('verify')
    .argument('[dir]', 'a backup; nothing: the data folder')
    .description('Check the journal and the stored graphs, or a backup; works offline')
    .addHelpText('after', '\nExamples:\n  panal synapse verify\n  panal synapse verify /mnt/safe/synapse-2026-11-22 --json')
    .action((dir: string | undefined, _options: unknown, self: Command) => verify(dir, self));
}
