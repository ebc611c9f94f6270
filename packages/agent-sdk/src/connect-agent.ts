import { type ClientTls, GrpcChannel, type Logger, createLogger } from '@panal/kernel/runtime';
import type { AgentWork } from './agent-task.ts';
import { type SessionEvents, WorkSession } from './work-session.ts';

export const HEARTBEAT_MS = 5_000;
export const DRAIN_MS = 5_000;

export interface ConnectOptions {
  /** The orchestrator's gRPC address, `host:port`. */
  readonly address: string;
  /** The agent's token, or how to read it (it may be renewed). It names the agent's identity and kind. */
  readonly token: string | (() => string);
  readonly name: string;
  /** What it can do, e.g. `["python"]`; the orchestrator matches tasks by them. */
  readonly capabilities?: readonly string[];
  readonly work: AgentWork;
  /** The workspace-service's gRPC address, for agents that open worktrees. */
  readonly workspaceAddress?: string;
  /** How to trust Panal where it listens beyond loopback, and the agent's own certificate where it asks for one. */
  readonly tls?: ClientTls;
  readonly version?: string;
  /** Where the agent serves Prometheus metrics, if it does. */
  readonly metricsUrl?: string;
  readonly log?: Logger;
  readonly events?: SessionEvents;
  /** How often a held lease is kept; default 5 s. */
  readonly heartbeatMs?: number;
}

export interface AgentConnection {
  /** Whether assignments can come in now. */
  readonly connected: boolean;
  /** Resolves after `stop`; rejects with AgentRefused when the orchestrator won't have this agent. */
  readonly ended: Promise<void>;
  /** Lets the task under way end within `drainMs` (default 5 s), then stops it and disconnects. */
  stop(drainMs?: number): Promise<void>;
}

/** Connects a program to Panal as an agent: it works on one task at a time until it is stopped. */
export function connectAgent(options: ConnectOptions): AgentConnection {
  const { token } = options;
  const readToken = typeof token === 'string' ? (): string => token : token;
  const channelTo = (address: string): GrpcChannel => new GrpcChannel({ address, token: readToken, tls: options.tls });
  const orchestrator = channelTo(options.address);
  const workspace = options.workspaceAddress ? channelTo(options.workspaceAddress) : undefined;
  const session = new WorkSession(
    {
      name: options.name,
      capabilities: options.capabilities ?? [],
      version: options.version ?? '',
      metricsUrl: options.metricsUrl ?? '',
      heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS,
      work: options.work,
    },
    {
      orchestrator,
      workspace,
      log: options.log ?? createLogger({ service: options.name, level: 'warn' }),
      events: options.events ?? {},
    },
  );
  const ended = session.run().finally(() => {
    orchestrator.close();
    workspace?.close();
  });
  // A caller that never looks at `ended` must not be ended by an unhandled rejection.
  ended.catch(() => undefined);
  return {
    get connected() {
      return session.connected;
    },
    ended,
    async stop(drainMs = DRAIN_MS) {
      await session.stop(drainMs);
      await ended.catch(() => undefined);
    },
  };
}
