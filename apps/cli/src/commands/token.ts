import { type NamespaceGrant, graphPermissions, initialiseAuth, isNamespacePattern, mintToken } from '@panal/kernel/runtime';
import type { Command } from 'commander';
import { runningConfig } from '../connection.ts';
import { CliError, exitCodes } from '../exit.ts';
import { processes } from '../supervisor/processes.ts';

const grantable = ['agent', 'viewer', 'operator', 'approver', 'data-client'] as const;
const DAY_MS = 86_400_000;
const DAYS_MAX = 366;
const collect = (value: string, previous: string[]): string[] => [...previous, value];

async function createToken(options: {
  subject: string;
  role: string;
  kind: string;
  operator: string;
  days: string;
  grant: readonly string[];
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
  const grants = options.grant.map(grantOf);
  if (role === 'data-client' && grants.length === 0)
    throw new CliError("A data-client needs --grant, e.g. --grant 'shop-*=read,write'.", exitCodes.usage);
  const { dataDir } = runningConfig();
  await initialiseAuth(dataDir);
  const token = await mintToken(dataDir, {
    subject: options.subject,
    roles: [role],
    kind: options.kind,
    operator: options.operator,
    grants,
    ttlMs: days * DAY_MS,
  });
  process.stdout.write(`${token}\n`);
}

/** Reads `shop-*=read,write`. */
export function grantOf(text: string): NamespaceGrant {
  const [pattern = '', list = ''] = text.split('=');
  const names = list.split(',').filter(Boolean);
  const permissions = graphPermissions.filter((name) => names.includes(name));
  if (isNamespacePattern(pattern) && names.length > 0 && permissions.length === names.length) return { pattern, permissions };
  throw new CliError(
    `"${text}" is no grant. Write PATTERN=PERMISSIONS, e.g. shop-*=read,write; permissions: ${graphPermissions.join(', ')}.`,
    exitCodes.usage,
  );
}

export function addToken(program: Command): void {
  program
    .command('token')
    .description('Create a token for an agent or a person, printed once')
    .requiredOption('--subject <name>', 'stable name: the agent’s id or the person’s name')
    .requiredOption('--role <role>', 'agent, viewer, operator, approver or data-client')
    .option('--kind <kind>', 'for agents: product-manager, coder, reviewer or a role of your workflow', '')
    .option('--operator <name>', 'who runs the agent', 'local')
    .option('--grant <pattern=permissions>', 'namespaces of Synapse that it is bound to; may be repeated', collect, [])
    .option('--days <n>', 'days until it expires', '30')
    .addHelpText(
      'after',
      "\nExample:\n  panal token --subject my-coder --role agent --kind coder > my-coder.token\n  panal token --subject etl --role data-client --grant 'shop-*=read,write'",
    )
    .action(async (options: Parameters<typeof createToken>[0]) => {
      await createToken(options);
    });
}
