import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { BackupPart, type BackupRequest } from '@panal/shared-types/synapse';
import { backupFiles } from '../shell/backup-files.ts';
import type { Synapse } from '../shell/synapse.ts';

type BackupStream = ServerWritableStream<BackupRequest, BackupPart>;

/** Makes the handler of Backup: everything acknowledged before the call, as files; one at a time. */
export function createBackup(synapse: Synapse, clock: () => number) {
  let isRunning = false;
  return async (_request: BackupRequest, context: CallContext, stream: BackupStream): Promise<void> => {
    if (isRunning) throw new ServiceError('overloaded', 'A backup runs already.');
    isRunning = true;
    const signal = AbortSignal.any([context.signal, synapse.stopping]);
    try {
      for await (const { file, data } of backupFiles(synapse, clock())) {
        signal.throwIfAborted();
        if (!stream.write(BackupPart.fromPartial({ file, data: Buffer.from(data) }))) await once(stream, 'drain', { signal });
      }
    } catch (error) {
      if (!context.signal.aborted) throw error;
    } finally {
      isRunning = false;
    }
  };
}
