import { once } from 'node:events';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { ExportPart, type ExportRequest } from '@panal/shared-types/synapse';
import { withExport } from '../shell/export-quads.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';

type ExportStream = ServerWritableStream<ExportRequest, ExportPart>;

const EXPORTS_MAX = 4;

/** Makes the handler of ExportQuads: the quads of a namespace, or of all, as of one moment, no faster than the caller reads. */
export function createExportQuads(synapse: Synapse) {
  let running = 0;
  return async (request: ExportRequest, context: CallContext, stream: ExportStream): Promise<void> => {
    const namespace = request.namespace === '' ? undefined : requireNamespace(request.namespace);
    if (running >= EXPORTS_MAX) throw new ServiceError('overloaded', `${EXPORTS_MAX} exports run already.`);
    running += 1;
    const signal = AbortSignal.any([context.signal, synapse.stopping]);
    const write = async (part: ExportPart): Promise<void> => {
      signal.throwIfAborted();
      if (!stream.write(part)) await once(stream, 'drain', { signal });
    };
    try {
      const work = async ({ position, total, parts }: Parameters<Parameters<typeof withExport>[2]>[0]): Promise<void> => {
        await write(ExportPart.fromPartial({ position, total }));
        for await (const part of parts) await write(ExportPart.fromPartial({ ...part, quads: Buffer.from(part.quads) }));
      };
      await withExport(synapse, namespace, work, signal);
    } catch (error) {
      if (!context.signal.aborted) throw error;
    } finally {
      running -= 1;
    }
  };
}
