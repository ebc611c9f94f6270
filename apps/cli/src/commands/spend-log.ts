import { formatUsd } from '@panal/kernel/pure';
import { GatewayAdminService, ReadUsageLogRequest, type Usage } from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import pc from 'picocolors';
import { wholeNumber } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { momentOf } from '../moment.ts';
import { formatTime, safeText, table } from '../show/output.ts';

interface LogOptions {
  readonly since?: string;
  readonly after: string;
  readonly limit: string;
  readonly task: string;
  readonly key: string;
  readonly model: string;
  readonly project: string;
  readonly agent: string;
}

const LIMIT_MAX = 100_000;
const PAGE = 1_000;

export const usageHead = ['AT (UTC)', 'KEY OR TASK', 'MODEL', 'IN', 'CACHED', 'OUT', 'COST', 'OUTCOME', 'MS', 'REQUEST'];

/** One model call as a line of a table. */
export const usageLine = (u: Usage): string[] => [
  formatTime(u.atMs),
  safeText(u.key || u.leaseId),
  safeText(u.scripted ? `${u.model} (scripted)` : u.model),
  String(u.inputTokens),
  String(u.cachedTokens),
  String(u.outputTokens),
  formatUsd(u.costNanoUsd),
  [u.outcome, u.estimated ? '(estimated)' : '', u.cacheHit ? '(from cache)' : '', u.correctedBy ? '(corrected)' : '']
    .filter(Boolean)
    .join(' '),
  String(u.latencyMs),
  u.requestId,
];

/** Pages through the gateway's journal until enough is found or it ends. */
async function readLog(options: LogOptions, { connection, output }: CommandContext): Promise<void> {
  const limit = wholeNumber(options.limit, '--limit', { min: 1, max: LIMIT_MAX });
  const sinceMs = options.since === undefined ? 0 : momentOf(options.since, '--since', { nowMs: Date.now() });
  const { task: missionId, key, model, project, agent: agentId } = options;
  const usages: Usage[] = [];
  let position = wholeNumber(options.after, '--after', { min: 0, max: Number.MAX_SAFE_INTEGER });
  let atEnd = false;
  while (!atEnd && usages.length < limit) {
    const page = await connection.to('gateway').call(
      GatewayAdminService.readUsageLog,
      ReadUsageLogRequest.fromPartial({
        afterPosition: position,
        limit: Math.min(PAGE, limit - usages.length),
        sinceMs,
        missionId,
        key,
        model,
        project,
        agentId,
      }),
    );
    usages.push(...page.usages);
    position = page.nextPosition;
    ({ atEnd } = page);
  }
  output.result({ usages, nextPosition: position, atEnd }, () => [
    ...table(usageHead, usages.map(usageLine)),
    ...(atEnd ? [] : [pc.dim(`More follow: --after ${position}`)]),
  ]);
}

export function addSpendLog(spend: Command): void {
  spend
    .command('log')
    .description('The usage log: one line for each model call, oldest first, as far back as the journal goes')
    .option('--since <time>', 'from this moment on (30m, 12h, 7d, 2026-07-14)')
    .option('--after <position>', 'go on after this position, as the last page says', '0')
    .option('--limit <n>', 'lines at most', '100')
    .option('--task <id>', 'only of this task', '')
    .option('--key <name>', 'only of this virtual key', '')
    .option('--model <name>', 'only of this model', '')
    .option('--project <name>', 'only of this project', '')
    .option('--agent <id>', 'only of this agent', '')
    .addHelpText(
      'after',
      '\nExamples:\n  panal spend log --since 1d\n  panal spend log --key ci --limit 1000 --json\n  panal spend log --after 48211',
    )
    .action((_options: LogOptions, command: Command) =>
      withConnection(command, (context) => readLog(command.optsWithGlobals(), context)),
    );
}
