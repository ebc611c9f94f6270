import { CreateMissionRequest, type Mission, OrchestratorService } from '@panal/shared-types/orchestrator';
import { loadConfig } from '@panal/kernel/runtime';
import type { Command } from 'commander';
import { rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import pc from 'picocolors';
import { type Card, readCard } from '../card.ts';
import { Connection, callError } from '../connection.ts';
import { CliError, exitCodes } from '../exit.ts';
import { createApprover } from '../first-run/approval.ts';
import { collectReport, reportLines } from '../first-run/report.ts';
import { createRunFolder } from '../first-run/run-folder.ts';
import { createSample, sampleDir } from '../first-run/sample.ts';
import { type DemoOptions, ownRepositoryEnv, sampleEnv } from '../first-run/settings.ts';
import { type RepositoryChoice, checkLocalRepository, registerRepository } from '../repository.ts';
import { type Output, createOutput } from '../show/output.ts';
import { type Installation, startInstallation } from '../supervisor/installation.ts';
import { checkPorts } from '../supervisor/ports.ts';
import { processes } from '../supervisor/processes.ts';
import { followMission, progressLine } from '../watch.ts';
import { budgetOf } from './task.ts';
import { wantsJson } from '../wants-json.ts';
import { tryOn } from '../try-on.ts';

/** A run whose input has been checked, before anything is created. */
interface Plan {
  readonly card: Card;
  readonly env: Record<string, string | undefined>;
  readonly budgetNanoUsd: number;
  readonly unasked: string | undefined;
  readonly stays: boolean;
  /** The repository to work on, made on demand in the run's folder for the sample. */
  readonly repository: (runDir: string) => RepositoryChoice;
}

function planSample(options: DemoOptions): Pick<Plan, 'card' | 'env' | 'repository'> {
  if (options.card) throw new CliError('--card needs --repo PATH: the sample has a card of its own.', exitCodes.usage);
  return {
    card: readCard(join(sampleDir, 'card.md')),
    env: sampleEnv(process.env, join(sampleDir, 'trajectory.yaml')),
    repository(runDir) {
      const sample = createSample(join(runDir, 'sample'));
      return { source: sample.repositoryDir, pushRemote: sample.remoteDir, sandbox: 'best-effort', repositoryId: 'sample' };
    },
  };
}

function planOwn(options: DemoOptions & { repo: string }): Pick<Plan, 'card' | 'env' | 'repository'> {
  if (!options.card) throw new CliError('--repo needs --card FILE.md: what is to be done.', exitCodes.usage);
  const card = readCard(options.card);
  const source = checkLocalRepository(options.repo, options.allowDirty === true);
  const choice: RepositoryChoice = {
    source,
    baseBranch: options.base ?? '',
    pushRemote: options.pushRemote ?? '',
    gateCommand: options.gateCommand ?? '',
    installCommand: options.installCommand ?? '',
    allowDirty: options.allowDirty === true,
    sandbox: options.unconfined ? 'best-effort' : 'required',
  };
  return { card, env: ownRepositoryEnv(process.env, options), repository: () => choice };
}

function planRun(options: DemoOptions): Plan {
  const onTerminal = process.stdin.isTTY === true && process.stdout.isTTY === true;
  const { repo } = options;
  const own = repo === undefined ? undefined : { ...options, repo };
  if (own && !options.yes && !onTerminal)
    throw new CliError('There is no terminal to ask for approval on. Pass --yes to approve as the operator.', exitCodes.usage);
  const unasked = options.yes ? '--yes' : onTerminal ? undefined : '--yes (sample without a terminal)';
  return {
    ...(own ? planOwn(own) : planSample(options)),
    budgetNanoUsd: budgetOf(options.budget),
    unasked,
    stays: onTerminal && !options.exit,
  };
}

async function runMission(connection: Connection, plan: Plan, choice: RepositoryChoice, output: Output): Promise<Mission> {
  // A process that has just died is started again by our own supervisor.
  const repository = await tryOn(() => registerRepository(connection, choice));
  const request = CreateMissionRequest.fromPartial({
    idempotencyKey: `run-${process.pid}-${Date.now()}`,
    title: plan.card.title,
    description: plan.card.description,
    repositoryId: repository.repositoryId,
    baseBranch: repository.baseBranch,
    budgetNanoUsd: plan.budgetNanoUsd,
    model: plan.env['PANAL_GATEWAY_DEFAULT_MODEL'] ?? '',
    source: 'cli',
  });
  const { missionId } = await tryOn(() => connection.to('orchestrator').call(OrchestratorService.createMission, request));
  const startMs = Date.now();
  output.note(`${pc.bold(plan.card.title)}  ${pc.dim(missionId)}`);
  output.note(pc.dim(describeModel(plan.env)));
  const approve = createApprover(connection, { unasked: plan.unasked, write: (line) => output.note(line) });
  return followMission(connection, missionId, {
    onEvent: (event) => output.note(progressLine(event, startMs)),
    onMission: (mission) => approve(mission.pendingApproval),
  });
}

function describeModel(env: Plan['env']): string {
  const model = env['PANAL_GATEWAY_DEFAULT_MODEL'] ?? '';
  return env['PANAL_GATEWAY_SCRIPTED_TRAJECTORY']
    ? `Model: ${model} (scripted: a trajectory file decides, no model is asked; costs nothing)`
    : `Model: ${model}`;
}

function whereToLook(installation: Installation, mission: Mission, runDir: string, stays: boolean): string[] {
  const { common } = installation;
  const setting = `PANAL_DATA_DIR=${relative(process.cwd(), common.dataDir) || common.dataDir}`;
  const online = [
    [`npx panal task show ${mission.missionId}`, 'steps, checks, findings'],
    ['npx panal rules', 'what was learned'],
    ['npx panal spend --usage', 'every model call'],
  ];
  const offline = [
    [`${setting} npx panal audit verify`, 'the tamper-evident log, checked offline'],
    [installation.logDir, 'the log of each process'],
    [runDir, 'everything of this run'],
  ];
  const lines = [...(stays ? online : []), ...offline].map(([where, what]) => [`  ${where}`, pc.dim(`    ${what}`)]);
  return ['', pc.bold('Where to look further'), ...lines.flat()];
}

async function showReport(
  { installation, plan, runDir, output }: Started,
  connection: Connection,
  mission: Mission,
): Promise<void> {
  const report = await collectReport(connection, mission.missionId);
  output.result(report, () => [...reportLines(report), ...whereToLook(installation, mission, runDir, plan.stays)]);
}

async function demo(options: DemoOptions, output: Output): Promise<void> {
  const plan = planRun(options);
  const { common } = loadConfig({});
  if (!options.autoPorts) await checkPorts(common.host, common.ports);
  const runDir = createRunFolder(common.dataDir);
  let choice: RepositoryChoice;
  let installation: Installation;
  const startedMs = Date.now();
  try {
    choice = plan.repository(runDir);
    output.note(
      pc.dim(
        `Starting ${processes.length} processes; everything of this run lies in ${relative(process.cwd(), runDir) || runDir}`,
      ),
    );
    installation = await startInstallation({
      common: { ...common, dataDir: join(runDir, 'data') },
      processes,
      env: plan.env,
      autoPorts: options.autoPorts === true,
    });
  } catch (error) {
    if (!(error instanceof CliError && error.message.includes(runDir))) rmSync(runDir, { recursive: true, force: true });
    throw error;
  }
  output.note(pc.dim(`All up after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`));
  await work({ installation, plan, choice, runDir, output });
}

interface Started {
  readonly installation: Installation;
  readonly plan: Plan;
  readonly choice: RepositoryChoice;
  readonly runDir: string;
  readonly output: Output;
}

/** Runs the card, shows the report, stays up where that is wanted; whatever happens, every child is stopped in the end. */
async function work(started: Started): Promise<void> {
  const { installation, plan, choice, output } = started;
  const connection = new Connection(installation.common);
  const { stopped } = installation;
  const interrupted = stopped.then((reason): never => {
    output.note(`\nStopping (${reason})`);
    throw new CliError('Interrupted; every process was stopped.', exitCodes.interrupted);
  });
  interrupted.catch(() => undefined);
  try {
    const mission = await Promise.race([runMission(connection, plan, choice, output), interrupted]);
    await showReport(started, connection, mission);
    if (plan.stays) await stayUp(output, stopped);
    if (mission.state !== 'done')
      throw new CliError(`The job ended as "${mission.state}": ${mission.reason || 'no reason given'}`);
  } catch (error) {
    throw callError(error);
  } finally {
    connection.close();
    await installation.stop();
  }
}

async function stayUp(output: Output, stopped: Promise<string>): Promise<void> {
  output.note(`\n${pc.green('Panal stays up.')} Ctrl-C stops everything.`);
  await stopped;
}

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description('Run one card from start to pushed branch: the bundled sample, or your own repository (npm start runs this)')
    .option('--repo <path>', 'your own git repository; its checked-out branch is never touched')
    .option('--card <file>', 'Markdown file with a "# Title" and a description of what is to be done')
    .option('--model <name>', 'model to use, e.g. gpt-5 or claude-sonnet-4-5')
    .option('--base-url <url>', 'address of an OpenAI-compatible server, e.g. http://127.0.0.1:11434/v1')
    .option('--price <in/out>', 'price of the model in dollars per million tokens, where it is not a known one')
    .option('--budget <usd>', 'hard limit of the spend in dollars')
    .option('--base <branch>', 'branch to start from')
    .option('--push-remote <path>', 'path or URL to push the branch to (default: the repository itself)')
    .option('--gate-command <command>', 'command that runs the tests (default: detected)')
    .option('--install-command <command>', 'command that installs what the tests need, e.g. "npm ci"')
    .option('--allow-dirty', 'go on although the repository has uncommitted changes (they are not seen)')
    .option('--unconfined', 'without a sandbox on this machine, run the model’s commands all the same, with your rights')
    .option('-y, --yes', 'approve the plan without asking; recorded as the operator’s decision')
    .option('--exit', 'end when the job is done, also on a terminal')
    .option('--auto-ports', 'use free ports instead of the configured ones')
    .addHelpText(
      'after',
      '\nExamples:\n  npm start\n  npm start -- --repo ~/src/tool --card fix.md --model gpt-5 --budget 2\n  npm start -- --repo . --card fix.md --base-url http://127.0.0.1:11434/v1 --model qwen3 --price 0/0',
    )
    .action((options: DemoOptions, command: Command) => demo(options, createOutput(wantsJson(command))));
}
