import { type HttpRoute, type ServiceProcess, startHttpServer } from '@panal/kernel/runtime';
import { type BridgeConfig, bridgeSettings } from './config.ts';
import { bridgeErrors } from './errors.ts';

const DRAIN_MS = 5_000;
const NOT_CONFIGURED = 'idle: not configured; set bridge.boardId to connect a Trello board';

/** Ready, but idle: said where an operator looks. */
const idleReadiness: HttpRoute = {
  method: 'GET',
  path: '/readyz',
  access: 'public',
  handle: (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`ready (${NOT_CONFIGURED})\n`);
  },
};

/** Composes the bridge; without a board it serves its health and does nothing else. */
export async function startBridge(process: ServiceProcess<BridgeConfig>): Promise<void> {
  const { common, config, log, lifecycle } = process;
  const settings = bridgeSettings(config);
  if (!settings) log.info(NOT_CONFIGURED);
  const http = await startHttpServer(
    { common, port: common.ports.bridge.http, errors: bridgeErrors, routes: [idleReadiness], notReady: () => undefined },
    process,
  );
  lifecycle.onStop('HTTP server', () => http.drain(DRAIN_MS));
  lifecycle.announceReady({ http: http.port });
}
