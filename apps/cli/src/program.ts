import { Command } from 'commander';
import { addAnalyze } from './commands/analyze/analyze.ts';
import { addApprove } from './commands/approve.ts';
import { addAudit } from './commands/audit.ts';
import { addDemo } from './commands/demo.ts';
import { addDoctor } from './commands/doctor.ts';
import { addHalt } from './commands/halt.ts';
import { addKey } from './commands/key.ts';
import { addLimit } from './commands/limit.ts';
import { addRules } from './commands/rules.ts';
import { addModels } from './commands/models.ts';
import { addSpend } from './commands/spend.ts';
import { addSynapse } from './commands/synapse/add-synapse.ts';
import { addTask } from './commands/task.ts';
import { addToken } from './commands/token.ts';
import { addUp } from './commands/up.ts';
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

/** The whole command line, every command with its help. */
export function createProgram(): Command {
  const program = new Command('panal')
    .description('The control plane for swarms of AI software-development agents')
    .version('0.1.0')
    .option('--json', 'write the result as JSON on standard output')
    .showHelpAfterError('(panal --help shows what there is)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText('after', HELP_END);
  for (const add of [
    addUp,
    addDemo,
    addTask,
    addApprove,
    addHalt,
    addModels,
    addSpend,
    addLimit,
    addKey,
    addRules,
    addAudit,
    addSynapse,
    addAnalyze,
    addDoctor,
    addToken,
  ])
    add(program);
  addExamples(program);
  return program;
}
