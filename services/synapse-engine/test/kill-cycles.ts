import { type KillWriter, createKillWriters } from './kill-writers.ts';
import type { SynapseProcess } from './synapse-process.ts';

const KILL_AFTER_MAX = 200;

export interface KillResult {
  readonly cycles: number;
  /** By writer. */
  readonly acknowledged: Readonly<Record<string, number>>;
  /** Kills at which a stored graph was being written. */
  readonly killedWhileStoring: number;
  readonly problems: readonly string[];
}

/** What a Synapse can no longer lose: judged now, by what each writer was answered. */
async function problemsOf(synapse: SynapseProcess, writers: readonly KillWriter[]): Promise<string[]> {
  const channels = { service: await synapse.channel('service'), operator: await synapse.channel('operator') };
  const problems: string[] = [];
  for (const writer of writers) problems.push(...writer.refusals.splice(0), ...(await writer.problems(channels)));
  return problems;
}

/** How often a death while the graph is being stored is waited for. */
const STORING_EVERY = 3;
const STORING_PATIENCE = 5;

/** Lets all write until `killAfter` answers have come, and kills then; where `whileStoring`, as soon after it as the graph is being stored. */
async function writeAndDie(
  synapse: SynapseProcess,
  writers: readonly KillWriter[],
  { killAfter, whileStoring }: { readonly killAfter: number; readonly whileStoring: boolean },
): Promise<void> {
  const channels = { service: await synapse.channel('service'), operator: await synapse.channel('operator') };
  let count = 0;
  let killed: Promise<unknown> | undefined;
  const onAcknowledged = (): void => {
    count += 1;
    if (killed || count < killAfter) return;
    if (!whileStoring || synapse.isStoring() || count >= killAfter + STORING_PATIENCE * KILL_AFTER_MAX)
      killed = synapse.end('SIGKILL');
  };
  await Promise.all(writers.map((writer) => writer.run(channels, onAcknowledged)));
  if (!killed) throw new Error(`all writers were refused before the kill; Synapse said:\n${synapse.service.output}`);
  await killed;
}

/**
 * Kills a Synapse again and again under load (feeds, ingests, transactions, updates, deletes, quarantine, with its graph being
 * stored) and checks after each start that it holds what it acknowledged, and nothing else. Every other start is from the portable files.
 */
export async function killCycles(
  synapse: SynapseProcess,
  { cycles, untilMs = Infinity, random }: { readonly cycles: number; readonly untilMs?: number; readonly random: () => number },
): Promise<KillResult> {
  const writers = createKillWriters();
  const problems: string[] = [];
  let killedWhileStoring = 0;
  let cycle = 0;
  while (cycle < cycles && performance.now() < untilMs) {
    cycle += 1;
    const killAfter = 1 + Math.floor(random() * KILL_AFTER_MAX);
    await writeAndDie(synapse, writers, { killAfter, whileStoring: cycle % STORING_EVERY === 0 });
    if (synapse.isStoring()) killedWhileStoring += 1;
    synapse.settings['PANAL_SYNAPSE_FAST_START'] = String(cycle % 2 === 0);
    await synapse.start();
    for (const problem of await problemsOf(synapse, writers)) problems.push(`cycle ${cycle}: ${problem}`);
  }
  const acknowledged = Object.fromEntries(writers.map(({ name, acknowledged: count }) => [name, count]));
  return { cycles: cycle, acknowledged, killedWhileStoring, problems };
}
