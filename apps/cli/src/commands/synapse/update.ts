import { SemanticEngineService, UpdateSparqlRequest } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { wholeNumber } from '../../amounts.ts';
import { type CommandContext, withConnection } from '../../command.ts';
import { type NamespaceOptions, addNamespace } from './namespaces.ts';
import { sourceText } from './source-text.ts';
import { tryOn } from '../../try-on.ts';

interface UpdateOptions extends NamespaceOptions {
  readonly file?: string;
  readonly ifPosition?: string;
}

const TIMEOUT_MS = 120_000;

async function update(
  argument: string | undefined,
  options: UpdateOptions,
  { connection, output }: CommandContext,
): Promise<void> {
  const { ifPosition } = options;
  const request = UpdateSparqlRequest.fromPartial({
    update: sourceText(argument, options.file),
    namespace: options.namespace,
    idempotencyKey: `cli-${randomUUID()}`,
    ifPosition: ifPosition === undefined ? 0 : wholeNumber(ifPosition, '--if-position', { min: 1, max: Number.MAX_SAFE_INTEGER }),
  });
  const reply = await tryOn(() =>
    connection.to('synapse').call(SemanticEngineService.updateSparql, request, { timeoutMs: TIMEOUT_MS }),
  );
  const { position, added, removed } = reply;
  output.result({ namespace: options.namespace, position, added, removed }, () =>
    added + removed === 0 ? 'Nothing was to be changed.' : `${added} added, ${removed} removed, at position ${position}.`,
  );
}

export function addUpdate(synapse: Command): void {
  const command = synapse
    .command('update')
    .argument('[sparql]', 'SPARQL Update; "-" or nothing: from standard input')
    .option('-f, --file <file>', 'read the update from a file')
    .option('--if-position <n>', 'refuse it when the namespace was changed after that position')
    .description('Change the knowledge graph in SPARQL: all of it, or nothing')
    .addHelpText(
      'after',
      `
Examples:
  panal synapse update -n notes 'INSERT DATA { <urn:a> <urn:says> "hello" }'
  panal synapse update -n notes -f cleanup.ru --if-position 812`,
    );
  addNamespace(command).action((argument: string | undefined, options: UpdateOptions, self: Command) =>
    withConnection(self, (context) => update(argument, options, context)),
  );
}
