import {
  BudgetControlService,
  GatewayAdminService,
  GetSpendRequest,
  LimitConfig,
  ListUsageRequest,
} from '@panal/shared-types/gateway';
import { formatUsd, usdOf } from '@panal/kernel/pure';
import type { Command } from 'commander';
import pc from 'picocolors';
import { dollars } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { formatTime, table } from '../show/output.ts';

async function spend(
  options: { scope: string; usage?: boolean; task: string },
  { connection, output }: CommandContext,
): Promise<void> {
  const gateway = connection.to('gateway');
  if (options.usage || options.task) {
    const { usages } = await gateway.call(
      GatewayAdminService.listUsage,
      ListUsageRequest.fromPartial({ missionId: options.task, limit: 200 }),
    );
    output.result(usages, () =>
      table(
        ['AT (UTC)', 'TASK', 'MODEL', 'IN', 'CACHED', 'OUT', 'COST', 'OUTCOME'],
        usages.map((u) => [
          formatTime(u.atMs),
          u.leaseId,
          u.scripted ? `${u.model} (scripted)` : u.model,
          String(u.inputTokens),
          String(u.cachedTokens),
          String(u.outputTokens),
          formatUsd(u.costNanoUsd),
          u.estimated ? `${u.outcome} (estimated)` : u.outcome,
        ]),
      ),
    );
    return;
  }
  const { scopes } = await gateway.call(
    GatewayAdminService.getSpend,
    GetSpendRequest.fromPartial({ scope: options.scope, includeChildren: true }),
  );
  output.result(scopes, () =>
    table(
      ['SCOPE', 'WINDOW', 'SPENT', 'HELD', 'LIMIT', 'KIND', 'RESETS (UTC)'],
      scopes.map((s) => [
        s.scope || '(everything)',
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

const windows = ['daily', 'monthly', 'total'];

async function setLimit(
  scope: string,
  amount: string,
  options: { window: string; soft?: boolean },
  { connection, output }: CommandContext,
): Promise<void> {
  if (scope.trim() === '') throw new CliError('The scope is empty. Write "global" for everything.', exitCodes.usage);
  const limitNanoUsd = dollars(amount, 'panal limit set global 25');
  if (!windows.includes(options.window)) throw new CliError(`--window must be one of: ${windows.join(', ')}.`, exitCodes.usage);
  const request = LimitConfig.fromPartial({
    limit: usdOf(limitNanoUsd),
    scope: scope === 'global' ? '' : scope,
    window: options.window,
    hard: !options.soft,
  });
  const ack = await connection.to('gateway').call(BudgetControlService.setLimit, request);
  if (!ack.ok) throw new CliError(ack.message);
  output.result(ack, () => `${scope}: ${options.soft ? 'soft' : 'hard'} limit of ${formatUsd(limitNanoUsd)} (${options.window})`);
}

export function addSpend(program: Command): void {
  program
    .command('spend')
    .description('What was spent and what is held, by scope')
    .option('--scope <scope>', 'global, project:NAME, mission:ID, agent:ID or model:NAME', '')
    .option('--usage', 'one line per model call instead')
    .option('--task <id>', 'only model calls of this task', '')
    .addHelpText('after', '\nExamples:\n  panal spend\n  panal spend --usage\n  panal spend --scope project:shop')
    .action((options: { scope: string; usage?: boolean; task: string }, command: Command) =>
      withConnection(command, (context) =>
        spend({ ...options, scope: options.scope === 'global' ? '' : options.scope }, context),
      ),
    );
  program
    .command('limit')
    .description('Limits of spend')
    .command('set')
    .argument('<scope>', 'global, project:NAME, agent:ID or model:NAME')
    .argument('<usd>', 'dollars')
    .option('--window <window>', 'daily, monthly or total', 'total')
    .option('--soft', 'warn only, never refuse')
    .description('Set the limit of a scope; takes effect at once')
    .addHelpText(
      'after',
      '\nExamples:\n  panal limit set global 25 --window daily\n  panal limit set project:shop 200 --window monthly',
    )
    .action((scope: string, usd: string, options: { window: string; soft?: boolean }, command: Command) =>
      withConnection(command, (context) => setLimit(scope, usd, options, context)),
    );
}
