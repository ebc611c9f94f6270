import { Command } from 'commander';
import { addExamples } from './examples.ts';

const HELP_END = `
Exit codes:
  0  done          1  failed or refused      2  the command was not right
  3  no running Panal answered              130  interrupted

Examples:
  npm start                                   the first run: a sample card from start to pushed branch
  npm start -- --repo PATH --card FILE.md     the same on your own repository, with a real model
  panal up                                    every process, until Ctrl-C
  panal task add --card fix.md --repo . --wait
  panal approve`;

type AddCommands = (program: Command) => void;

/** What adds each of the commands named, in the order of the help. A file is loaded only when it is needed: that is most of a start. */
const sources: readonly { readonly names: readonly string[]; readonly load: () => Promise<AddCommands> }[] = [
  { names: ['up', 'serve'], load: async () => (await import('./commands/up.ts')).addUp },
  { names: ['demo'], load: async () => (await import('./commands/demo.ts')).addDemo },
  { names: ['task'], load: async () => (await import('./commands/task.ts')).addTask },
  { names: ['watch-folder'], load: async () => (await import('./commands/watch-folder.ts')).addWatchFolder },
  { names: ['approve'], load: async () => (await import('./commands/approve.ts')).addApprove },
  { names: ['halt', 'resume'], load: async () => (await import('./commands/halt.ts')).addHalt },
  { names: ['models'], load: async () => (await import('./commands/models.ts')).addModels },
  { names: ['spend'], load: async () => (await import('./commands/spend.ts')).addSpend },
  { names: ['limit'], load: async () => (await import('./commands/limit.ts')).addLimit },
  { names: ['key'], load: async () => (await import('./commands/key.ts')).addKey },
  { names: ['rules'], load: async () => (await import('./commands/rules.ts')).addRules },
  { names: ['audit'], load: async () => (await import('./commands/audit.ts')).addAudit },
  { names: ['synapse'], load: async () => (await import('./commands/synapse/add-synapse.ts')).addSynapse },
  { names: ['analyze'], load: async () => (await import('./commands/analyze/analyze.ts')).addAnalyze },
  { names: ['doctor'], load: async () => (await import('./commands/doctor.ts')).addDoctor },
  { names: ['trello-emulator'], load: async () => (await import('./commands/trello-emulator.ts')).addTrelloEmulator },
  { names: ['token'], load: async () => (await import('./commands/token.ts')).addToken },
];

/** Options before the name of a command that leave open what it is; any other option, `help` or an unknown name needs all commands. */
const BEFORE_NAME = new Set(['--json']);

/** The command line with the command that `args` names; with every command where they name none. */
export async function createProgram(args: readonly string[]): Promise<Command> {
  const program = new Command('panal')
    .description('The control plane for swarms of AI software-development agents')
    .version('0.1.0')
    .option('--json', 'write the result as JSON on standard output')
    .showHelpAfterError('(panal --help shows what there is)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', HELP_END);
  const first = args.find((arg) => !BEFORE_NAME.has(arg));
  if (first !== '--version' && first !== '-V') {
    const named = sources.filter(({ names }) => first !== undefined && names.includes(first));
    for (const { load } of named.length > 0 ? named : sources) (await load())(program);
  }
  addExamples(program);
  return program;
}
