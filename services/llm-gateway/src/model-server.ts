import { type HttpServer, type Metrics, type ServiceProcess, startHttpServer } from '@panal/kernel/runtime';
import type { GatewayConfig } from './config.ts';
import { callsOver } from './live-settings.ts';
import type { GatewayContext } from './http/context.ts';
import { handleModelRequest, plainModelRoutes } from './http/handle-model-request.ts';
import { PlainFront } from './http/wire/plain-front.ts';

/** For the last bytes of answers to leave, or for cut ones to be let go. */
const LAST_BYTES_MS = 500;

export interface ModelServerOptions {
  readonly port: number;
  readonly reusePort?: boolean;
  /** What `/metrics` shows, where that is not the process itself. */
  readonly render?: Metrics['render'];
}

/** Serves model requests over HTTP; at the stop, calls under way are finished up to `drainMs`. */
export async function startModelServer(
  process: ServiceProcess<GatewayConfig>,
  context: GatewayContext,
  options: ModelServerOptions,
): Promise<HttpServer> {
  const { common, log, lifecycle } = process;
  const { port, reusePort = false, render } = options;
  const http = await startHttpServer(
    {
      common,
      port,
      reusePort,
      notReady: () => (lifecycle.stopping.aborted ? 'stopping' : context.diskFull()?.message),
      front: new PlainFront(plainModelRoutes({ context, log })),
      fallback: (request, response) => handleModelRequest(request, response, { context, log }),
    },
    { ...process, metrics: render ? { ...process.metrics, render } : process.metrics },
  );
  const { drainMs } = process.config;
  const drain = async (): Promise<void> => {
    // Who asks in the meantime is told to come back, so the port stays open until the last call is over.
    await callsOver(context.calls, drainMs);
    await http.drain(LAST_BYTES_MS);
  };
  lifecycle.onStop('HTTP', drain, drainMs + LAST_BYTES_MS + 1_000);
  return http;
}
