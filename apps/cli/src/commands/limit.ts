import { formatUsd, usdOf } from '@panal/kernel/pure';
import { BudgetControlService, GatewayAdminService, LimitConfig, ListLimitsRequest } from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import pc from 'picocolors';
import { dollars } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { safeText, table } from '../show/output.ts';

const windows = ['daily', 'monthly', 'total'];
const NO_LIMIT = -1;

function scopeOf(text: string): string {
  if (text.trim() === '') throw new CliError('The scope is empty. Write "global" for everything.', exitCodes.usage);
  return text === 'global' ? '' : text;
}

function checkWindow(window: string): void {
  if (!windows.includes(window)) throw new CliError(`--window must be one of: ${windows.join(', ')}.`, exitCodes.usage);
}

async function setLimit(
  scope: string,
  amount: string,
  options: { window: string; soft?: boolean },
  { connection, output }: CommandContext,
): Promise<void> {
  const limitNanoUsd = dollars(amount, 'panal limit set global 25');
  const asked = { scope: scopeOf(scope), window: options.window, hard: !options.soft };
  checkWindow(options.window);
  const request = LimitConfig.fromPartial({ ...asked, limit: usdOf(limitNanoUsd) });
  const ack = await connection.to('gateway').call(BudgetControlService.setLimit, request);
  if (!ack.ok) throw new CliError(ack.message);
  output.result(ack, () => `${scope}: ${options.soft ? 'soft' : 'hard'} limit of ${formatUsd(limitNanoUsd)} (${options.window})`);
}

async function removeLimit(scope: string, options: { window: string }, { connection, output }: CommandContext): Promise<void> {
  const wire = scopeOf(scope);
  checkWindow(options.window);
  const gateway = connection.to('gateway');
  const { limits } = await gateway.call(GatewayAdminService.listLimits, ListLimitsRequest.fromPartial({ scope: wire }));
  const known = limits.find(({ window }) => window === options.window);
  if (!known) throw new CliError(`${scope} has no ${options.window} limit. "panal limit list" shows what there is.`);
  const request = LimitConfig.fromPartial({ limit: NO_LIMIT, scope: wire, window: options.window });
  const ack = await gateway.call(BudgetControlService.setLimit, request);
  if (!ack.ok) throw new CliError(ack.message);
  output.result(ack, () => `${scope}: the ${options.window} limit of ${formatUsd(known.limitNanoUsd)} is gone`);
}

async function listLimits(scope: string | undefined, { connection, output }: CommandContext): Promise<void> {
  const request = ListLimitsRequest.fromPartial({ scope: scope === undefined ? '*' : scopeOf(scope) });
  const reply = await connection.to('gateway').call(GatewayAdminService.listLimits, request);
  output.result(reply.limits, () => [
    ...table(
      ['SCOPE', 'WINDOW', 'LIMIT', 'KIND', 'SET BY'],
      reply.limits.map((l) => [
        safeText(l.scope) || 'global',
        l.window,
        formatUsd(l.limitNanoUsd),
        l.hard ? 'hard' : 'soft',
        l.setBy,
      ]),
    ),
    ...(reply.more ? [pc.yellow('There are more; name a scope.')] : []),
  ]);
}

const SCOPES = 'global, project:NAME, agent:ID, model:NAME or key:NAME';

export function addLimit(program: Command): void {
  const limit = program.command('limit').description('Limits of spend');
  limit
    .command('set')
    .argument('<scope>', SCOPES)
    .argument('<usd>', 'dollars')
    .option('--window <window>', windows.join(', '), 'total')
    .option('--soft', 'warn only, never refuse')
    .description('Set the limit of a scope; takes effect at once')
    .addHelpText(
      'after',
      '\nExamples:\n  panal limit set global 25 --window daily\n  panal limit set project:shop 200 --window monthly',
    )
    .action((scope: string, usd: string, options: { window: string; soft?: boolean }, command: Command) =>
      withConnection(command, (context) => setLimit(scope, usd, options, context)),
    );
  limit
    .command('remove')
    .argument('<scope>', SCOPES)
    .option('--window <window>', windows.join(', '), 'total')
    .description('Take the limit of a scope away')
    .addHelpText('after', '\nExample:\n  panal limit remove project:shop --window monthly')
    .action((scope: string, options: { window: string }, command: Command) =>
      withConnection(command, (context) => removeLimit(scope, options, context)),
    );
  limit
    .command('list')
    .argument('[scope]', 'only of this scope')
    .description('The limits that count, and who set them')
    .addHelpText('after', '\nExamples:\n  panal limit list\n  panal limit list project:shop --json')
    .action((scope: string | undefined, _options: unknown, command: Command) =>
      withConnection(command, (context) => listLimits(scope, context)),
    );
}
