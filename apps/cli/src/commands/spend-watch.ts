import { formatUsd } from '@panal/kernel/pure';
import { isRetryable } from '@panal/kernel/runtime';
import { GatewayAdminService, type SpendNotice, WatchSpendRequest } from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import { setTimeout as sleep } from 'node:timers/promises';
import pc from 'picocolors';
import { wholeNumber } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { formatTime, safeText } from '../show/output.ts';

const RECONNECT_MS = 500;

interface WatchOptions {
  readonly scope: string;
  readonly after?: string;
  readonly fromStart?: boolean;
}

const alarming = new Set(['refused', 'limit-near', 'limit-passed', 'key-revoked', 'halt-changed']);

function noticeLine({ atMs, kind, scope, message, usage, heldNanoUsd }: SpendNotice): string {
  const name = alarming.has(kind) ? pc.yellow(kind.padEnd(12)) : pc.cyan(kind.padEnd(12));
  const text = usage ? `${usage.model}  ${formatUsd(usage.costNanoUsd)}  ${usage.outcome}` : message;
  const reserved = kind === 'key-minted' && heldNanoUsd > 0 ? `${formatUsd(heldNanoUsd)} reserved` : text;
  return `${pc.dim(formatTime(atMs))}  ${name}  ${safeText(scope || 'global')}  ${safeText(reserved)}`;
}

/** Follows until Ctrl-C; goes on where it was when the gateway restarts. */
async function watch(options: WatchOptions, { connection, output }: CommandContext): Promise<void> {
  const asked = { afterPosition: wholeNumber(options.after ?? '0', '--after', { min: 0, max: Number.MAX_SAFE_INTEGER }) };
  let fromStart = options.fromStart === true;
  for (;;) {
    try {
      const request = WatchSpendRequest.fromPartial({ ...asked, fromStart, scope: options.scope });
      const stream = connection.to('gateway').serverStream(GatewayAdminService.watchSpend, request);
      for await (const notice of stream as AsyncIterable<SpendNotice>) {
        asked.afterPosition = notice.position;
        fromStart = false;
        process.stdout.write(`${output.json ? JSON.stringify(notice) : noticeLine(notice)}\n`);
      }
    } catch (error) {
      if (!isRetryable(error) || asked.afterPosition === 0) throw error;
    }
    await sleep(RECONNECT_MS);
  }
}

export function addSpendWatch(spend: Command): void {
  spend
    .command('watch')
    .description('Follow what is spent: settlements, refusals, warnings, limits; until Ctrl-C')
    .option('--scope <scope>', 'only of this scope', '')
    .option('--after <position>', 'first what happened after this position of the journal')
    .option('--from-start', 'first all that the journal still has')
    .addHelpText('after', '\nExamples:\n  panal spend watch\n  panal spend watch --scope project:shop --json | jq .message')
    .action((_options: WatchOptions, command: Command) =>
      withConnection(command, (context) => watch(command.optsWithGlobals(), context)),
    );
}
