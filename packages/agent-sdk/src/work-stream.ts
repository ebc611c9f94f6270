import type { GrpcChannel } from '@panal/kernel/runtime';
import { grpcReason } from '@panal/kernel/runtime';
import { type DispatcherMessage, OrchestratorService, WorkerMessage } from '@panal/shared-types/orchestrator';

type Kind<Message extends { kind: unknown }> = NonNullable<Message['kind']>;

/** An open WorkStream. Sending after its end does nothing: what matters is sent again on the next one. */
export interface WorkStream {
  send(kind: Kind<WorkerMessage>): void;
  cancel(): void;
  /** Why it ended, with the error where there was one. */
  readonly ended: Promise<{ reason: string; error?: unknown }>;
}

/** Opens the stream of assignments; each message from the orchestrator goes to `onMessage`. */
export function openWorkStream(channel: GrpcChannel, onMessage: (kind: Kind<DispatcherMessage>) => void): WorkStream {
  const call = channel.duplex(OrchestratorService.workStream);
  const { promise: ended, resolve } = Promise.withResolvers<{ reason: string; error?: unknown }>();
  let open = true;
  const close = (end: { reason: string; error?: unknown }): void => {
    open = false;
    resolve(end);
  };
  call.on('data', (message: DispatcherMessage) => {
    if (message.kind) onMessage(message.kind);
  });
  call.on('error', (error) => close({ reason: grpcReason(error), error }));
  call.on('end', () => {
    call.end();
    close({ reason: 'the orchestrator ended the stream' });
  });
  return {
    ended,
    send(kind) {
      if (open) call.write(WorkerMessage.fromPartial({ kind }));
    },
    cancel: () => call.cancel(),
  };
}
