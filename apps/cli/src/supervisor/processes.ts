import type { Role, ServiceName } from '@panal/kernel/runtime';

/** One supervised process of Panal. */
export interface ProcessSpec {
  /** Name, subject of its token, and name of its log file. */
  readonly name: string;
  /** Folder under the root that holds `dist/main.js`. */
  readonly folder: string;
  /** Its entry in the `ports` setting; agents have none. */
  readonly portsKey?: ServiceName;
  readonly role: Role;
  /** For agents: the role in the swarm. */
  readonly kind?: string;
  /** Environment variables besides the common ones that this process alone may see (exact names, or a prefix ending in `*`). */
  readonly privateEnv: readonly string[];
}

/** What git and its credential helpers need when they talk to a remote. */
const REMOTE_ENV = [
  'SSH_*',
  'XDG_*',
  'DBUS_SESSION_BUS_ADDRESS',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  'all_proxy',
  'SSL_CERT_*',
  'GIT_SSL_CAINFO',
];

const service = (name: string, portsKey: ServiceName, privateEnv: readonly string[] = []): ProcessSpec => ({
  name,
  folder: `services/${name}`,
  portsKey,
  role: 'service',
  privateEnv,
});
const agent = (name: string): ProcessSpec => ({
  name,
  folder: `agents/${name}`,
  role: 'agent',
  kind: name,
  privateEnv: ['PANAL_AGENTS_*'],
});

/** Every process of an installation. Provider keys reach the gateway alone, git credentials the workspace-service alone. */
export const processes: readonly ProcessSpec[] = [
  service('synapse-engine', 'synapse', ['PANAL_SYNAPSE_*']),
  service('analyst-service', 'analyst', ['PANAL_ANALYST_*']),
  service('llm-gateway', 'gateway', ['PANAL_GATEWAY_*', 'OPENAI_*', 'ANTHROPIC_*', '*_API_KEY']),
  service('workspace-service', 'workspace', ['PANAL_WORKSPACE_*', ...REMOTE_ENV]),
  service('orchestrator-core', 'orchestrator', ['PANAL_ORCHESTRATOR_*']),
  service('trello-bridge', 'bridge', ['PANAL_BRIDGE_*', 'TRELLO_*']),
  agent('product-manager'),
  agent('coder'),
  agent('reviewer'),
];

const COMMON_ENV = [
  'PATH',
  'HOME',
  'LANG',
  'LC_*',
  'TZ',
  'TMPDIR',
  'USER',
  'LOGNAME',
  'NODE_EXTRA_CA_CERTS',
  'NODE_COMPILE_CACHE',
  'PANAL_CONFIG',
  'PANAL_DATA_DIR',
  'PANAL_HOST',
  'PANAL_LOG_LEVEL',
  'PANAL_PORTS_*',
  'PANAL_TLS_*',
];

const matches = (pattern: string, name: string): boolean =>
  pattern.startsWith('*')
    ? name.endsWith(pattern.slice(1))
    : pattern.endsWith('*')
      ? name.startsWith(pattern.slice(0, -1))
      : pattern === name;

/** Whether a variable is another process's by its exact name or prefix; a suffix like `*_API_KEY` claims nothing from others. */
const isOthers = (spec: ProcessSpec, name: string): boolean =>
  processes.some(
    (other) => other !== spec && other.privateEnv.some((pattern) => !pattern.startsWith('*') && matches(pattern, name)),
  );

/** The environment that a process gets: the common variables and its private ones, nothing else. */
export function environmentOf(spec: ProcessSpec, env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const isFor = (name: string): boolean => {
    if (COMMON_ENV.some((pattern) => matches(pattern, name))) return true;
    const claims = spec.privateEnv.filter((pattern) => matches(pattern, name));
    return claims.some((pattern) => !pattern.startsWith('*')) || (claims.length > 0 && !isOthers(spec, name));
  };
  return Object.fromEntries(Object.entries(env).filter(([name, value]) => value !== undefined && isFor(name))) as Record<
    string,
    string
  >;
}
