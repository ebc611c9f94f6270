import { status } from '@grpc/grpc-js';
import type { GrpcChannel } from '@panal/kernel/runtime';
import { EmptyRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import type { CommandContext } from '../../command.ts';
import { CliError } from '../../exit.ts';

const TIMEOUT_MS = 60_000;
const SHOWN_MAX = 20;

export interface NamespaceOptions {
  readonly namespace: string;
}

/** `--namespace`, of every command that is about one. */
export const addNamespace = (command: Command): Command =>
  command.option('-n, --namespace <name>', 'namespace (a dataset of its own)', 'panal');

/** Counts of all namespaces. */
export const statistics = (channel: GrpcChannel, namespace = '') =>
  channel.call(SemanticEngineService.getStatistics, EmptyRequest.fromPartial({ namespace }), { timeoutMs: TIMEOUT_MS });

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}

/** What to say of a namespace that holds nothing, given those that hold something. */
export function unknownNamespace(name: string, known: readonly string[]): string {
  const near = known.find((candidate) => candidate.startsWith(name) || distance(candidate, name) <= 2);
  const guess = near === undefined ? '' : ` Did you mean "${near}"?`;
  const more = known.length > SHOWN_MAX ? `, and ${known.length - SHOWN_MAX} more` : '';
  const there =
    known.length === 0 ? 'No namespace holds anything yet.' : `There are: ${known.slice(0, SHOWN_MAX).join(', ')}${more}.`;
  return `Namespace "${name}" holds nothing.${guess} ${there}`;
}

/** Throws where the namespace holds nothing but others do; for answers that came back empty. */
export async function requireKnown({ connection }: CommandContext, namespace: string): Promise<void> {
  const names = await statistics(connection.to('synapse')).then(
    ({ namespaces }) => namespaces.filter(({ quads }) => quads > 0).map((entry) => entry.namespace),
    // A token that may read this namespace only can't list them; then there is nothing to add.
    (error: unknown) => {
      if ((error as { code?: number }).code === status.PERMISSION_DENIED) return undefined;
      throw error;
    },
  );
  if (names && names.length > 0 && !names.includes(namespace)) throw new CliError(unknownNamespace(namespace, names));
}
