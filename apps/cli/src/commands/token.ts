import { initialiseAuth, mintToken } from '@panal/kernel/runtime';
import type { Command } from 'commander';
import { runningConfig } from '../connection.ts';
import { CliError, exitCodes } from '../exit.ts';
import { processes } from '../supervisor/processes.ts';

const grantable = ['agent', 'viewer', 'operator', 'approver'] as const;
const DAY_MS = 86_400_000;
const DAYS_MAX = 366;

async function createToken(options: {
  subject: string;
  role: string;
  kind: string;
  operator: string;
  days: string;
}): Promise<void> {
  const role = grantable.find((candidate) => candidate === options.role);
  if (!role)
    throw new CliError(
      `"${options.role}" is no role that can be given. Choose one of: ${grantable.join(', ')}.`,
      exitCodes.usage,
    );
  if (role === 'agent' && !options.kind)
    throw new CliError('An agent needs --kind: its role in the swarm, e.g. coder.', exitCodes.usage);
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(options.subject))
    throw new CliError(
      `"${options.subject}" is no valid --subject: lower-case letters, digits, ".", "_" and "-", at most 63.`,
      exitCodes.usage,
    );
  if (processes.some(({ name }) => name === options.subject))
    throw new CliError(`"${options.subject}" names a process of Panal; choose another --subject.`, exitCodes.usage);
  const days = Number(options.days);
  if (!Number.isInteger(days) || days < 1 || days > DAYS_MAX)
    throw new CliError(`--days must be a whole number from 1 to ${DAYS_MAX}.`, exitCodes.usage);
  const { dataDir } = runningConfig();
  await initialiseAuth(dataDir);
  const token = await mintToken(dataDir, {
    subject: options.subject,
    roles: [role],
    kind: options.kind,
    operator: options.operator,
    ttlMs: days * DAY_MS,
  });
  process.stdout.write(`${token}\n`);
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description('Create a token for an agent or a person, printed once')
    .requiredOption('--subject <name>', 'stable name: the agent’s id or the person’s name')
    .requiredOption('--role <role>', 'agent, viewer, operator or approver')
    .option('--kind <kind>', 'for agents: product-manager, coder, reviewer or a role of your workflow', '')
    .option('--operator <name>', 'who runs the agent', 'local')
    .option('--days <n>', 'days until it expires', '30')
    .addHelpText('after', '\nExample:\n  panal token --subject my-coder --role agent --kind coder > my-coder.token')
    .action(async (options: { subject: string; role: string; kind: string; operator: string; days: string }) => {
      await createToken(options);
    });
}
