import { formatUsd } from '@panal/kernel/pure';
import {
  CreateVirtualKeyRequest,
  GatewayAdminService,
  ListVirtualKeysRequest,
  RevokeVirtualKeyRequest,
  type VirtualKey,
} from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import { dollars, wholeNumber } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError } from '../exit.ts';
import { momentOf } from '../moment.ts';
import { colourState, formatTime, safeText, table } from '../show/output.ts';

interface CreateOptions {
  readonly project: string;
  readonly agent: string;
  readonly task: string;
  readonly model: readonly string[];
  readonly expires?: string;
  readonly daily?: string;
  readonly monthly?: string;
  readonly total?: string;
  readonly soft?: boolean;
  readonly rpm?: string;
  readonly tpm?: string;
  readonly concurrent?: string;
}

const RATE_MAX = 1_000_000_000;

const rate = (text: string | undefined, option: string): number =>
  text === undefined ? 0 : wholeNumber(text, option, { min: 1, max: RATE_MAX });

function requestOf(name: string, options: CreateOptions): CreateVirtualKeyRequest {
  const limits = (['daily', 'monthly', 'total'] as const).flatMap((window) => {
    const amount = options[window];
    if (amount === undefined) return [];
    return [{ window, limitNanoUsd: dollars(amount, `panal key create ci --${window} 5`), soft: options.soft === true }];
  });
  return CreateVirtualKeyRequest.fromPartial({
    name,
    project: options.project,
    agentId: options.agent,
    missionId: options.task,
    allowedModels: [...options.model],
    expiresMs: options.expires === undefined ? 0 : momentOf(options.expires, '--expires', { nowMs: Date.now(), ahead: true }),
    limits,
    rateLimits: {
      requestsPerMinute: rate(options.rpm, '--rpm'),
      tokensPerMinute: rate(options.tpm, '--tpm'),
      concurrentMax: rate(options.concurrent, '--concurrent'),
    },
  });
}

/** The secret goes to standard output alone, so that `panal key create ci > ci.key` keeps it off the screen. */
async function create(name: string, options: CreateOptions, { connection, output }: CommandContext): Promise<void> {
  const reply = await connection.to('gateway').call(GatewayAdminService.createVirtualKey, requestOf(name, options));
  if (!reply.ok) throw new CliError(reply.message);
  if (!reply.created) output.note(reply.message);
  else output.note(`Key "${name}" for ${reply.baseUrl}. The secret is shown this once:`);
  if (output.json || reply.created) output.result(reply, () => reply.secret);
}

const bindingOf = ({ project, agentId, missionId }: VirtualKey): string =>
  [project && `project:${project}`, agentId && `agent:${agentId}`, missionId && `mission:${missionId}`]
    .filter(Boolean)
    .join(' ') || '–';

function spendOf({ spend }: VirtualKey): string {
  return spend
    .filter(({ window, limitNanoUsd }) => window === 'total' || limitNanoUsd >= 0)
    .map(({ window, settledNanoUsd, limitNanoUsd }) => {
      const limit = limitNanoUsd < 0 ? '' : ` of ${formatUsd(limitNanoUsd)}`;
      return `${formatUsd(settledNanoUsd)}${limit}${window === 'total' ? '' : ` ${window}`}`;
    })
    .join(', ');
}

async function list(options: { readonly all?: boolean }, { connection, output }: CommandContext): Promise<void> {
  const keys: VirtualKey[] = [];
  for (let more = true; more;) {
    const request = ListVirtualKeysRequest.fromPartial({
      includeEnded: options.all === true,
      afterName: keys.at(-1)?.name ?? '',
    });
    const page = await connection.to('gateway').call(GatewayAdminService.listVirtualKeys, request);
    keys.push(...page.keys);
    ({ more } = page);
  }
  output.result(keys, () =>
    table(
      ['NAME', 'PREFIX', 'STATE', 'BOUND TO', 'MODELS', 'EXPIRES (UTC)', 'LAST USED (UTC)', 'SPENT'],
      keys.map((key) => [
        key.name,
        `${key.prefix}…`,
        colourState(key.state),
        safeText(bindingOf(key)),
        safeText(key.allowedModels.join(', ')) || 'all',
        key.expiresMs ? formatTime(key.expiresMs) : 'never',
        formatTime(key.lastUsedMs),
        spendOf(key),
      ]),
    ),
  );
}

async function revoke(
  name: string,
  options: { readonly now?: boolean; readonly reason: string },
  { connection, output }: CommandContext,
): Promise<void> {
  const request = RevokeVirtualKeyRequest.fromPartial({ name, reason: options.reason, now: options.now === true });
  const ack = await connection.to('gateway').call(GatewayAdminService.revokeVirtualKey, request);
  if (!ack.ok) throw new CliError(ack.message);
  output.result(
    ack,
    () => ack.message || `Key "${name}" opens nothing any more${options.now ? '; its calls under way were ended' : ''}.`,
  );
}

const collect = (value: string, known: readonly string[]): string[] => [...known, value];

function addCreate(key: Command): void {
  key
    .command('create')
    .argument('<name>', 'letters, digits, ".", "_" and "-"; used once')
    .option('--project <name>', 'what it spends counts in this project', '')
    .option('--agent <id>', 'and for this agent', '')
    .option('--task <id>', 'and for this task', '')
    .option('--model <name>', 'a model that it may use; repeat for more (default: all)', collect, [])
    .option('--expires <time>', 'when it ends: 12h, 30d or a date (default: never)')
    .option('--daily <usd>', 'limit of a day, dollars')
    .option('--monthly <usd>', 'limit of a month')
    .option('--total <usd>', 'limit of its whole life')
    .option('--soft', 'these limits only warn')
    .option('--rpm <n>', 'requests a minute')
    .option('--tpm <n>', 'tokens a minute')
    .option('--concurrent <n>', 'requests at once')
    .description('Create a virtual key; its secret is printed this once')
    .addHelpText(
      'after',
      '\nExamples:\n  panal key create ci --project shop --daily 5 > ci.key\n  panal key create notebook --model gpt-5-mini --expires 30d --rpm 60',
    )
    .action((name: string, options: CreateOptions, command: Command) =>
      withConnection(command, (context) => create(name, options, context)),
    );
}

export function addKey(program: Command): void {
  const key = program.command('key').description('Virtual keys for the gateway, beside those that tasks get');
  addCreate(key);
  key
    .command('list')
    .option('--all', 'also revoked and expired ones')
    .description('The keys, what they may do and what they spent; never their secrets')
    .addHelpText('after', '\nExamples:\n  panal key list\n  panal key list --all --json')
    .action((options: { all?: boolean }, command: Command) => withConnection(command, (context) => list(options, context)));
  key
    .command('revoke')
    .argument('<name>')
    .option('--now', 'end its calls under way, too')
    .option('--reason <text>', 'why, for the record', '')
    .description('End a key: new calls are refused at once')
    .addHelpText('after', '\nExamples:\n  panal key revoke ci\n  panal key revoke ci --now --reason "leaked"')
    .action((name: string, options: { now?: boolean; reason: string }, command: Command) =>
      withConnection(command, (context) => revoke(name, options, context)),
    );
}
