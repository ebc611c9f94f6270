import {
  ListQuarantineRequest,
  type QuarantinedBatch,
  ResolveQuarantineRequest,
  SemanticEngineService,
} from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { wholeNumber } from '../../amounts.ts';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError } from '../../exit.ts';
import { formatTime, safeText, table } from '../../show/output.ts';

interface ListOptions {
  readonly namespace: string;
  readonly limit: string;
}

const LIMIT_MAX = 1_000;
const REASON_MAX = 100;

const listed = ({ connection }: CommandContext, request: Partial<ListQuarantineRequest>) =>
  connection.to('synapse').call(SemanticEngineService.listQuarantine, ListQuarantineRequest.fromPartial(request));

async function list(options: ListOptions, context: CommandContext): Promise<void> {
  const limit = wholeNumber(options.limit, '--limit', { min: 1, max: LIMIT_MAX });
  const { batches, total, forgotten } = await listed(context, { namespace: options.namespace, limit });
  const shown = batches.map(({ changes: _changes, ...batch }) => batch);
  context.output.result({ batches: shown, total, forgotten }, () => {
    if (total === 0) return 'Nothing is in quarantine.';
    const rows = shown.map((batch) => [
      String(batch.position),
      formatTime(batch.atMs),
      batch.namespace,
      String(batch.count),
      safeText(batch.reason).slice(0, REASON_MAX),
    ]);
    return [
      ...table(['POSITION', 'WHEN', 'NAMESPACE', 'CHANGES', 'WHY'], rows),
      ...(total > shown.length ? [`${total - shown.length} older ones are not shown.`] : []),
      ...(forgotten > 0 ? [`${forgotten} were forgotten, because there were too many.`] : []),
    ];
  });
}

async function find(text: string, context: CommandContext): Promise<QuarantinedBatch> {
  const position = positionOf(text);
  const { batches } = await listed(context, { limit: LIMIT_MAX, withChanges: true });
  const found = batches.find((batch) => batch.position === position);
  if (found) return found;
  const some = batches.slice(0, 10).map((batch) => batch.position);
  throw new CliError(
    `No batch is in quarantine at position ${position}. ${some.length === 0 ? 'There are none.' : `There are: ${some.join(', ')}.`}`,
  );
}

const positionOf = (text: string): number => wholeNumber(text, 'the position', { min: 1, max: Number.MAX_SAFE_INTEGER });

async function show(text: string, context: CommandContext): Promise<void> {
  const batch = await find(text, context);
  context.output.result(batch, () => [
    `Batch at position ${batch.position}, ${formatTime(batch.atMs)}, for "${batch.namespace}", from journal ${batch.journalId} up to its position ${batch.lastPosition}`,
    `Why: ${safeText(batch.reason)}`,
    ...batch.changes.map(({ remove, quad }) => `${remove ? '-' : '+'} ${safeText(quad)}`),
    ...(batch.changes.length < batch.count ? [`${batch.count} changes; too large to show.`] : []),
  ]);
}

async function resolve(text: string, apply: boolean, context: CommandContext): Promise<void> {
  const { position: batchPosition, namespace, count } = await find(text, context);
  const request = ResolveQuarantineRequest.fromPartial({ namespace, position: batchPosition, apply });
  const { position } = await context.connection.to('synapse').call(SemanticEngineService.resolveQuarantine, request);
  const done = apply ? 'applied to' : 'discarded from';
  context.output.result(
    { batchPosition, namespace, applied: apply, position },
    () =>
      `The batch of ${count} changes was ${apply ? `${done} "${namespace}" after all` : `${done} quarantine`}, at position ${position}.`,
  );
}

export function addQuarantine(synapse: Command): void {
  const quarantine = synapse
    .command('quarantine')
    .description('Batches of services that break a shape of the vocabulary, and wait for a person')
    .addHelpText('after', '\nExamples:\n  panal synapse quarantine list\n  panal synapse quarantine discard 8121');
  quarantine
    .command('list', { isDefault: true })
    .option('-n, --namespace <name>', 'of this namespace only', '')
    .option('--limit <n>', 'at most so many', '100')
    .description('List them, newest first')
    .addHelpText('after', '\nExample:\n  panal synapse quarantine list --json')
    .action((options: ListOptions, self: Command) => withConnection(self, (context) => list(options, context)));
  quarantine
    .command('show')
    .argument('<position>', 'as listed')
    .description('Show why, and every change')
    .addHelpText('after', '\nExample:\n  panal synapse quarantine show 8121')
    .action((position: string, _options: unknown, self: Command) => withConnection(self, (context) => show(position, context)));
  for (const [name, apply, description] of [
    ['apply', true, 'Put it into the graph after all'],
    ['discard', false, 'Give it up'],
  ] as const) {
    quarantine
      .command(name)
      .argument('<position>', 'as listed')
      .description(description)
      .addHelpText('after', `\nExample:\n  panal synapse quarantine ${name} 8121`)
      .action((position: string, _options: unknown, self: Command) =>
        withConnection(self, (context) => resolve(position, apply, context)),
      );
  }
}
