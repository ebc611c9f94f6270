import { formatUsd } from '@panal/kernel/pure';
import {
  CorrectUsageRequest,
  GatewayAdminService,
  GetSpendRequest,
  ListUsageRequest,
  SummarizeUsageRequest,
  type UsageRow,
} from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import pc from 'picocolors';
import { dollars } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { momentOf } from '../moment.ts';
import { formatTime, safeText, table } from '../show/output.ts';
import { addSpendLog, usageHead, usageLine } from './spend-log.ts';
import { addSpendWatch } from './spend-watch.ts';

interface SpendOptions {
  readonly scope: string;
  readonly usage?: boolean;
  readonly task: string;
  readonly by?: string;
  readonly since?: string;
  readonly until?: string;
}

const kinds = ['model', 'project', 'mission', 'agent', 'key', 'day'];
const NAMELESS: Readonly<Record<string, string>> = { key: '(keys of tasks)', project: '(no project)' };

async function spend(options: SpendOptions, context: CommandContext): Promise<void> {
  if (options.by !== undefined) return await spendBy(options.by, options, context);
  if (options.since !== undefined || options.until !== undefined) {
    throw new CliError('--since and --until go with --by. Example: panal spend --by model --since 7d', exitCodes.usage);
  }
  return options.usage || options.task ? await newestUsage(options.task, context) : await balances(options.scope, context);
}

async function balances(scope: string, { connection, output }: CommandContext): Promise<void> {
  const request = GetSpendRequest.fromPartial({ scope, includeChildren: true });
  const { scopes } = await connection.to('gateway').call(GatewayAdminService.getSpend, request);
  output.result(scopes, () =>
    table(
      ['SCOPE', 'WINDOW', 'SPENT', 'HELD', 'LIMIT', 'KIND', 'RESETS (UTC)'],
      scopes.map((s) => [
        safeText(s.scope) || '(everything)',
        s.window,
        formatUsd(s.settledNanoUsd),
        formatUsd(s.heldNanoUsd),
        s.limitNanoUsd < 0 ? pc.dim('none') : formatUsd(s.limitNanoUsd),
        s.limitNanoUsd < 0 ? '' : s.hard ? 'hard' : 'soft',
        s.resetsMs ? formatTime(s.resetsMs) : '–',
      ]),
    ),
  );
}

async function newestUsage(missionId: string, { connection, output }: CommandContext): Promise<void> {
  const request = ListUsageRequest.fromPartial({ missionId, limit: 200 });
  const { usages } = await connection.to('gateway').call(GatewayAdminService.listUsage, request);
  output.result(usages, () => table(usageHead, usages.map(usageLine)));
}

/** Sums of whole days, as the gateway keeps them. */
async function spendBy(by: string, options: SpendOptions, { connection, output }: CommandContext): Promise<void> {
  if (!kinds.includes(by)) throw new CliError(`--by must be one of: ${kinds.join(', ')}.`, exitCodes.usage);
  const nowMs = Date.now();
  const request = SummarizeUsageRequest.fromPartial({
    by,
    sinceMs: options.since === undefined ? 0 : momentOf(options.since, '--since', { nowMs }),
    untilMs: options.until === undefined ? 0 : momentOf(options.until, '--until', { nowMs }),
  });
  const reply = await connection.to('gateway').call(GatewayAdminService.summarizeUsage, request);
  const { rows, total, fromDay, toDay, keptSince, timeZone, more } = reply;
  output.result(reply, () => [
    ...table(
      [by.toUpperCase(), 'REQUESTS', 'IN', 'CACHED', 'OUT', 'COST', 'ESTIMATED'],
      [...rows.map((row) => rowLine(row, by)), ...(total ? [rowLine({ ...total, name: pc.bold('total') }, '')] : [])],
    ),
    pc.dim(`Whole days from ${fromDay || '–'} to ${toDay} (${timeZone}).`),
    ...(more ? [pc.yellow(`Only the ${rows.length} dearest are listed; the total has all.`)] : []),
    ...(keptSince > fromDay
      ? [pc.dim(`The sums begin on ${keptSince}; what is older, if anything, is in "panal spend log".`)]
      : []),
  ]);
}

const rowLine = (row: UsageRow, by: string): string[] => [
  (by === '' ? row.name : safeText(row.name)) || (NAMELESS[by] ?? '(none)'),
  String(row.requests),
  String(row.inputTokens),
  String(row.cachedTokens),
  String(row.outputTokens),
  formatUsd(row.costNanoUsd),
  row.estimatedNanoUsd > 0 ? formatUsd(row.estimatedNanoUsd) : '–',
];

async function correct(
  requestId: string,
  usd: string,
  options: { readonly reason: string },
  { connection, output }: CommandContext,
): Promise<void> {
  const costNanoUsd = dollars(usd, 'panal spend correct 7f3c0e2a-… 0.0125 --reason "provider\'s bill"');
  const request = CorrectUsageRequest.fromPartial({ requestId, costNanoUsd, reason: options.reason });
  const ack = await connection.to('gateway').call(GatewayAdminService.correctUsage, request);
  if (!ack.ok) throw new CliError(ack.message);
  output.result(
    ack,
    () => ack.message || `${requestId} costs ${formatUsd(costNanoUsd)} now; every budget that counted it is adjusted.`,
  );
}

const EXAMPLES = `
Examples:
  panal spend
  panal spend --scope project:shop
  panal spend --by model --since 7d
  panal spend --by day --since 2026-07-01 --json
  panal spend --usage`;

export function addSpend(program: Command): void {
  const command = program
    .command('spend')
    .description('What was spent and what is held, by scope; sums by model, project, … with --by')
    .option('--scope <scope>', 'global, project:NAME, mission:ID, agent:ID, model:NAME or key:NAME', '')
    .option('--by <kind>', `sums instead: ${kinds.join(', ')}`)
    .option('--since <time>', 'with --by: from this day on (7d, 2w, 2026-07-14)')
    .option('--until <time>', 'with --by: to this day (the same forms)')
    .option('--usage', 'the newest model calls instead, one a line')
    .option('--task <id>', 'only model calls of this task', '')
    .addHelpText('after', EXAMPLES)
    .action((options: SpendOptions, self: Command) =>
      withConnection(self, (context) => spend({ ...options, scope: options.scope === 'global' ? '' : options.scope }, context)),
    );
  addSpendLog(command);
  addSpendWatch(command);
  command
    .command('correct')
    .argument('<request-id>', 'as "panal spend log" shows it')
    .argument('<usd>', 'what it really cost, dollars')
    .requiredOption('--reason <text>', 'why, for the record')
    .description('Change what a settled model call cost, e.g. after the provider’s bill')
    .addHelpText(
      'after',
      '\nExample:\n  panal spend correct 7f3c0e2a-5f0e-4a52-9a58-3f4a8f2f3f11 0.0125 --reason "provider\'s bill"',
    )
    .action((requestId: string, usd: string, options: { reason: string }, self: Command) =>
      withConnection(self, (context) => correct(requestId, usd, options, context)),
    );
}
