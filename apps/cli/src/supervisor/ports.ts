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

function bind(
  host: string,
  port: number,
): Promise<{ ok: true; port: number; close: () => Promise<void> } | { ok: false; code: string }> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve({ ok: false, code: error.code ?? 'unknown' }));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === 'object' && address ? address.port : port;
      resolve({ ok: true, port: bound, close: () => new Promise((done) => server.close(() => done())) });
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

/** Free ports for every entry, chosen by the system. */
export async function chooseFreePorts(host: string, ports: Ports): Promise<Ports> {
  const chosen = structuredClone(ports) as Record<string, Record<string, number>>;
  const open: (() => Promise<void>)[] = [];
  for (const [service, kinds] of Object.entries(chosen)) {
    for (const kind of Object.keys(kinds)) {
      const outcome = await bind(host, 0);
      if (!outcome.ok) throw new CliError(`No free port could be opened on ${host} (${outcome.code}).`);
      chosen[service]![kind] = outcome.port;
      open.push(outcome.close);
    }
  }
  await Promise.all(open.map((close) => close()));
  return chosen as unknown as Ports;
}
