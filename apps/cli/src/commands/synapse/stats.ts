import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { table } from '../../show/output.ts';
import { statistics } from './namespaces.ts';

async function stats({ connection, output }: CommandContext): Promise<void> {
  const { quads, nodes, position, lagChanges, quarantined, namespaces } = await statistics(connection.to('synapse'));
  const sorted = namespaces.toSorted((a, b) => b.quads - a.quads);
  output.result({ quads, nodes, position, lagChanges, quarantined, namespaces: sorted }, () => [
    `${quads} quads about ${nodes} things, up to position ${position}; ${lagChanges} changes are not in the graph yet, ${quarantined} batches in quarantine.`,
    ...table(
      ['NAMESPACE', 'QUADS'],
      sorted.map((entry) => [entry.namespace, String(entry.quads)]),
    ),
  ]);
}

export function addStats(synapse: Command): void {
  synapse
    .command('stats')
    .description('Count what each namespace holds')
    .addHelpText('after', '\nExamples:\n  panal synapse stats\n  panal synapse stats --json')
    .action((_options: unknown, self: Command) => withConnection(self, stats));
}
