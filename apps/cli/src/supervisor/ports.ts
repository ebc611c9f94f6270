import type { CommonConfig } from '@panal/kernel/runtime';
import { createServer } from 'node:net';
import { CliError, exitCodes } from '../exit.ts';

type Ports = CommonConfig['ports'];

/** Every port of the setting as `orchestrator.grpc` → 50054. */
export function listPorts(ports: Ports): { setting: string; port: number }[] {
  return Object.entries(ports).flatMap(([service, kinds]) =>
    Object.entries(kinds).map(([kind, port]) => ({ setting: `ports.${service}.${kind}`, port: port as number })),
  );
}

/** The variable that sets a port, e.g. `PANAL_PORTS_ORCHESTRATOR_GRPC`. */
export const portVariable = (setting: string): string => `PANAL_${setting.toUpperCase().replaceAll('.', '_')}`;

function bind(host: string, port: number): Promise<{ ok: true; close: () => Promise<void> } | { ok: false; code: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ ok: false, code: error.code ?? 'unknown' }));
    server.listen({ host, port, exclusive: true }, () => {
      resolve({ ok: true, close: () => new Promise((done) => server.close(() => done())) });
    });
  });
}

/** Whether a port can be opened now. */
export async function isPortFree(host: string, port: number): Promise<boolean> {
  const outcome = await bind(host, port);
  if (outcome.ok) await outcome.close();
  return outcome.ok;
}

/** Checks that every port is free and given once; refuses with the first one that is not. */
export async function checkPorts(host: string, ports: Ports): Promise<void> {
  const seen = new Map<number, string>();
  for (const { setting, port } of listPorts(ports)) {
    const other = seen.get(port);
    if (other) throw new CliError(`Port ${port} is given to both ${other} and ${setting}. Change one of them.`, exitCodes.usage);
    seen.set(port, setting);
    const outcome = await bind(host, port);
    if (!outcome.ok) {
      const reason = outcome.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be opened (${outcome.code})`;
      throw new CliError(
        `Port ${port} (${setting}) on ${host} ${reason}. Stop that program, or choose another port: ${portVariable(setting)}=NUMBER, or --auto-ports for free ones.`,
      );
    }
    await outcome.close();
  }
}

/**
 * Below the range from which systems choose the ports of outgoing connections: one of those, free now, may belong to any
 * connection a moment later, before our process has opened it.
 */
const AUTO_PORT_MIN = 20_000;
const AUTO_PORTS = 12_000;
/** Two starts at once begin with different ports, since their process ids differ. */
const AUTO_PORTS_EACH = 16;

/** Free ports for every entry, the same ones for the same process id where they are free. */
export async function chooseFreePorts(host: string, ports: Ports): Promise<Ports> {
  const chosen = structuredClone(ports) as Record<string, Record<string, number>>;
  let tried = 0;
  const nextFree = async (): Promise<number> => {
    for (; tried < AUTO_PORTS; tried += 1) {
      const port = AUTO_PORT_MIN + ((process.pid * AUTO_PORTS_EACH + tried) % AUTO_PORTS);
      if (!(await isPortFree(host, port))) continue;
      tried += 1;
      return port;
    }
    throw new CliError(`No free port could be opened on ${host} from ${AUTO_PORT_MIN} to ${AUTO_PORT_MIN + AUTO_PORTS - 1}.`);
  };
  for (const kinds of Object.values(chosen)) for (const kind of Object.keys(kinds)) kinds[kind] = await nextFree();
  return chosen as unknown as Ports;
}
