import { HaltRequest, OrchestratorService } from '@panal/shared-types/orchestrator';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { formatTime, safeText } from '../show/output.ts';

interface HaltOptions {
  readonly project?: string;
  readonly agent?: string;
  readonly task?: string;
  readonly reason?: string;
  readonly show?: boolean;
}

function scopeOf(options: HaltOptions): { scope: string; id: string } {
  const given = [
    { scope: 'mission', option: '--task', id: options.task },
    { scope: 'project', option: '--project', id: options.project },
    { scope: 'agent', option: '--agent', id: options.agent },
  ].flatMap(({ id, ...rest }) => (id === undefined ? [] : [{ ...rest, id: id.trim() }]));
  if (given.length > 1) throw new CliError('Give one of --project, --agent and --task, not several.', exitCodes.usage);
  const [only] = given;
  // An unset shell variable must not widen the step to everything.
  if (only?.id === '')
    throw new CliError(`${only.option} is empty. Name one, or leave the option out to mean everything.`, exitCodes.usage);
  return only ?? { scope: 'global', id: '' };
}

async function change(method: 'halt' | 'resume', options: HaltOptions, context: CommandContext): Promise<void> {
  const orchestrator = context.connection.to('orchestrator');
  const request = HaltRequest.fromPartial({ ...scopeOf(options), reason: options.reason ?? '' });
  const ack = await orchestrator.call(OrchestratorService[method], request);
  if (!ack.ok) throw new CliError(ack.message);
  await showState(context);
}

async function showState({ connection, output }: CommandContext): Promise<void> {
  const orchestrator = connection.to('orchestrator');
  const state = await orchestrator.call(OrchestratorService.getHaltState, {});
  output.result(state, () => {
    const head = state.operational ? pc.green('Operational.') : pc.red('Halted.');
    const entries = state.entries.map(
      (e) => `  ${e.scope}${e.id ? ` ${e.id}` : ''} since ${formatTime(e.sinceMs)} UTC by ${e.actor}: ${safeText(e.reason)}`,
    );
    return [head, ...entries, `  leases still open: ${state.leasesOpen}`];
  });
}

async function halt(options: HaltOptions, context: CommandContext): Promise<void> {
  if (options.show) return showState(context);
  if (!options.reason?.trim())
    throw new CliError(
      'A halt needs --reason "…", which is kept for the record. (--show tells whether there is one.)',
      exitCodes.usage,
    );
  await change('halt', options, context);
}

export function addHalt(program: Command): void {
  program
    .command('halt')
    .description('Stop dispatch, model calls and pushes, everywhere or for one project or agent; survives restarts')
    .option('--project <name>', 'only this project')
    .option('--agent <id>', 'only this agent')
    .option('--reason <text>', 'why, for the record')
    .option('--show', 'halt nothing; show what is halted')
    .addHelpText(
      'after',
      '\nExamples:\n  panal halt --reason "spend looks wrong"\n  panal halt --project shop --reason "release freeze"\n  panal halt --show',
    )
    .action((options: HaltOptions, command: Command) => withConnection(command, (context) => halt(options, context)));
  program
    .command('resume')
    .description('Take a halt back, or let a held task go on with one more attempt')
    .option('--project <name>', 'only this project')
    .option('--agent <id>', 'only this agent')
    .option('--task <id>', 'only this task, which is held')
    .option('--reason <text>', 'why, for the record')
    .action((options: HaltOptions, command: Command) => withConnection(command, (context) => change('resume', options, context)));
}
