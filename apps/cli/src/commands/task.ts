import {
  CancelMissionRequest,
  CreateMissionRequest,
  GetMissionRequest,
  ListMissionsRequest,
  type Mission,
  type MissionEvent,
  OrchestratorService,
  WatchMissionsRequest,
} from '@panal/shared-types/orchestrator';
import { formatUsd } from '@panal/kernel/pure';
import type { Command } from 'commander';
import { randomUUID } from 'node:crypto';
import { dollars, wholeNumber } from '../amounts.ts';
import { type Card, readCard } from '../card.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { registerRepository } from '../repository.ts';
import { missionDetails } from '../show/mission.ts';
import { colourState, formatTime, safeText, table } from '../show/output.ts';
import { watchMission } from '../watch.ts';

interface AddOptions {
  readonly title?: string;
  readonly description?: string;
  readonly card?: string;
  readonly repo: string;
  readonly base: string;
  readonly project: string;
  readonly stack: string;
  readonly model: string;
  readonly budget?: string;
  readonly key?: string;
  readonly priority: string;
  readonly pushRemote?: string;
  readonly gateCommand?: string;
  readonly installCommand?: string;
  readonly allowDirty?: boolean;
  readonly unconfined?: boolean;
  readonly wait?: boolean;
}

function cardOf(options: AddOptions): Card {
  if (options.card) return readCard(options.card);
  if (!options.title?.trim()) throw new CliError('A task needs --card FILE.md, or --title and --description.', exitCodes.usage);
  return { title: options.title.trim(), description: options.description ?? '' };
}

/** Nano-USD of a `--budget` in dollars; 0 (the workflow's default) when it is not given. */
export function budgetOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const amountNanoUsd = dollars(text, '--budget 2.50');
  if (amountNanoUsd === 0) throw new CliError(`--budget ${text} is nothing. Give an amount above zero.`, exitCodes.usage);
  return amountNanoUsd;
}

async function add(options: AddOptions, { connection, output }: CommandContext): Promise<void> {
  const card = cardOf(options);
  const budgetNanoUsd = budgetOf(options.budget);
  const repository = await registerRepository(connection, {
    source: options.repo,
    baseBranch: options.base,
    pushRemote: options.pushRemote ?? '',
    gateCommand: options.gateCommand ?? '',
    installCommand: options.installCommand ?? '',
    allowDirty: options.allowDirty === true,
    sandbox: options.unconfined ? 'best-effort' : 'required',
  });
  const reply = await connection.to('orchestrator').call(
    OrchestratorService.createMission,
    CreateMissionRequest.fromPartial({
      idempotencyKey: options.key ?? randomUUID(),
      title: card.title,
      description: card.description,
      repositoryId: repository.repositoryId,
      baseBranch: repository.baseBranch,
      project: options.project,
      stack: options.stack,
      model: options.model,
      budgetNanoUsd,
      priority: wholeNumber(options.priority, '--priority', { min: 0, max: 1_000_000 }),
      source: 'cli',
    }),
  );
  if (!options.wait) {
    output.result(reply, () => [
      `${reply.missionId}${reply.created ? '' : ' (known already: same key)'}`,
      `Watch it: panal task watch ${reply.missionId}`,
    ]);
    return;
  }
  const mission = await watchMission(connection, reply.missionId, (line) => output.note(line));
  output.result(mission, () => missionDetails(mission));
  if (mission.state !== 'done')
    throw new CliError(`The task ended as "${mission.state}": ${mission.reason || 'no reason given'}`);
}

const missionStates = ['running', 'awaiting-approval', 'held', 'done', 'failed', 'cancelled'];

async function list(
  options: { project: string; state: string; limit: string },
  { connection, output }: CommandContext,
): Promise<void> {
  const limit = wholeNumber(options.limit, '--limit', { min: 1, max: 1_000 });
  if (options.state && !missionStates.includes(options.state))
    throw new CliError(`--state ${options.state} is none of: ${missionStates.join(', ')}.`, exitCodes.usage);
  const { missions } = await connection
    .to('orchestrator')
    .call(
      OrchestratorService.listMissions,
      ListMissionsRequest.fromPartial({ project: options.project, state: options.state, limit }),
    );
  output.result(missions, () => {
    if (missions.length === 0)
      return options.state || options.project
        ? 'No task fits.'
        : 'No tasks yet. Add one: panal task add --card FILE.md --repo PATH';
    const rows = missions.map((m: Mission) => [
      m.missionId,
      colourState(m.state),
      formatTime(m.createdMs),
      formatUsd(m.budgetNanoUsd),
      safeText(m.title),
    ]);
    return table(['TASK', 'STATE', 'CREATED (UTC)', 'BUDGET', 'TITLE'], rows);
  });
}

async function show(id: string, { connection, output }: CommandContext): Promise<void> {
  const mission = await connection
    .to('orchestrator')
    .call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId: id }));
  output.result(mission, () => missionDetails(mission));
}

async function watch(id: string | undefined, { connection, output }: CommandContext): Promise<void> {
  if (id) {
    const mission = await watchMission(connection, id, (line, event) =>
      process.stdout.write(`${output.json ? JSON.stringify(event) : line}\n`),
    );
    if (mission.state !== 'done')
      throw new CliError(`The task ended as "${mission.state}": ${mission.reason || 'no reason given'}`);
    return;
  }
  const stream = connection
    .to('orchestrator')
    .serverStream(OrchestratorService.watchMissions, WatchMissionsRequest.fromPartial({}));
  for await (const event of stream as AsyncIterable<MissionEvent>) {
    const line = output.json
      ? JSON.stringify(event)
      : `${formatTime(event.atMs)}  ${event.missionId}  ${safeText(event.message)}`;
    process.stdout.write(`${line}\n`);
  }
}

async function cancel(id: string, options: { reason: string }, { connection, output }: CommandContext): Promise<void> {
  const ack = await connection
    .to('orchestrator')
    .call(OrchestratorService.cancelMission, CancelMissionRequest.fromPartial({ missionId: id, reason: options.reason }));
  if (!ack.ok) throw new CliError(ack.message);
  output.result(ack, () => `${id} is cancelled`);
}

export function addTask(program: Command): void {
  const task = program.command('task').description('Add tasks (cards) and follow them');
  task
    .command('add')
    .description('Submit a card for a repository')
    .option('--card <file>', 'Markdown file: a "# Title" and a description')
    .option('--title <text>', 'title, instead of --card')
    .option('--description <text>', 'description, with --title')
    .requiredOption('--repo <path>', 'path or URL of the git repository, or the id of a registered one')
    .option('--base <branch>', 'branch to start from (default: the repository’s own)', '')
    .option('--project <name>', 'project that the spend belongs to', '')
    .option('--stack <name>', 'technology stack, e.g. node or python', '')
    .option('--model <name>', 'model to use (default: the configured one)', '')
    .option('--budget <usd>', 'hard limit of this task’s spend in dollars')
    .option('--priority <n>', 'higher goes first', '0')
    .option('--key <key>', 'idempotency key: the same key never makes a second task')
    .option('--push-remote <path>', 'path or URL to push the branch to (default: the repository itself)')
    .option('--gate-command <command>', 'command that runs the tests (default: detected)')
    .option('--install-command <command>', 'command that installs what the tests need, e.g. "npm ci"')
    .option('--allow-dirty', 'go on although the repository has uncommitted changes (they are not seen)')
    .option('--unconfined', 'without a sandbox on this machine, run the model’s commands all the same, with your rights')
    .option('--wait', 'follow the task to its end')
    .addHelpText(
      'after',
      '\nExamples:\n  panal task add --card fix.md --repo . --wait\n  panal task add --title "Add a --quiet flag" --description "…" --repo ~/src/tool --budget 2',
    )
    .action((options: AddOptions, command: Command) => withConnection(command, (context) => add(options, context)));
  task
    .command('list')
    .description('List tasks, newest first')
    .option('--project <name>', 'only of this project', '')
    .option('--state <state>', 'only in this state: running, awaiting-approval, held, done, failed, cancelled', '')
    .option('--limit <n>', 'at most so many', '50')
    .action((options: { project: string; state: string; limit: string }, command: Command) =>
      withConnection(command, (context) => list(options, context)),
    );
  task
    .command('show')
    .argument('<id>', 'task id')
    .description('Show a task: its steps, checks, findings and artifacts')
    .action((id: string, _options: unknown, command: Command) => withConnection(command, (context) => show(id, context)));
  task
    .command('watch')
    .argument('[id]', 'task id; without it, everything')
    .description('Follow progress as it happens')
    .action((id: string | undefined, _options: unknown, command: Command) =>
      withConnection(command, (context) => watch(id, context)),
    );
  task
    .command('cancel')
    .argument('<id>', 'task id')
    .option('--reason <text>', 'why, for the record', 'cancelled on the command line')
    .description('Cancel a task; its agents are told to stop')
    .action((id: string, options: { reason: string }, command: Command) =>
      withConnection(command, (context) => cancel(id, options, context)),
    );
}
