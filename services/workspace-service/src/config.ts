import { z } from 'zod';
import type { OperatorEnvironment } from './ports.ts';

/** Section `workspace` of `panal.yaml`. */
export const workspaceSchema = z.strictObject({
  /** Longest time for one run of a repository's tests. */
  gateTimeoutMs: z.int().min(1_000).max(3_600_000).default(600_000),
  /** Longest time for an install command. */
  installTimeoutMs: z.int().min(1_000).max(3_600_000).default(600_000),
  /** Longest time for a fetch or push. */
  transferTimeoutMs: z.int().min(1_000).max(3_600_000).default(300_000),
  /** Gates that run at the same time; further ones wait. */
  gatesMax: z.int().min(1).max(64).default(2),
  /** How often worktrees whose lease has ended are looked for. */
  sweepMs: z.int().min(1_000).max(3_600_000).default(30_000),
  /** Push only commits on which a gate has passed here. */
  pushRequiresGate: z.boolean().default(true),
  /** Every pushed branch must begin with this. */
  branchPrefix: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,40}\/$/, 'must be a name that ends in "/", such as panal/')
    .default('panal/'),
  /** Credentials for remotes, besides those of the operator's own git; the password (or token) is read from a file. */
  credentials: z
    .array(
      z.strictObject({
        url: z.string().regex(/^https?:\/\/[^@\s/]+/, 'must be an http(s) address without a user name'),
        username: z.string().min(1),
        passwordFile: z.string().min(1),
      }),
    )
    .max(100)
    .default([]),
});

export type WorkspaceConfig = z.output<typeof workspaceSchema>;

/** What git and its credential helpers need of the operator's environment when they talk to a remote. */
const networkVariables = [
  'HOME',
  'USER',
  'LOGNAME',
  'XDG_CONFIG_HOME',
  'XDG_RUNTIME_DIR',
  'DBUS_SESSION_BUS_ADDRESS',
  'SSH_AUTH_SOCK',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
] as const;

/** The operator's search path, and the variables that remote access may need. */
export function readOperatorEnvironment(env: NodeJS.ProcessEnv = process.env): OperatorEnvironment {
  const network = networkVariables.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { path: env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin', network: Object.fromEntries(network) };
}
