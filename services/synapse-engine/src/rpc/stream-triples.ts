import type { ServerWritableStream } from '@grpc/grpc-js';
import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import { type EmptyRequest, TriplesPart } from '@panal/shared-types/synapse';
import { triplesIn } from '../core/quad-lines.ts';
import { withExport } from '../shell/export-quads.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { sendParts } from './send-parts.ts';

type TriplesStream = ServerWritableStream<EmptyRequest, TriplesPart>;

/** Of N-Quads, so a message is at most one literal larger. */
const PART_UNITS = 256 * 1024;
/** What is no larger comes from a copy of the graph at once, as one text. */
const WHOLE_QUADS_MAX = 20_000;
const WHOLE_BYTES_MAX = 8_000_000;
const LARGE_MAX = 4;

/**
 * Makes the handler of StreamTriples: every triple of a namespace with its graph, as it was at one moment, in parts. A namespace of more
 * than 20,000 quads or 8 MB comes from the stored graph, as an export does, so that a few parts of it are in memory at once, whatever
 * its size; at most four of those at once.
 */
export function createStreamTriples(synapse: Synapse) {
  let large = 0;
  return async (request: EmptyRequest, context: CallContext, stream: TriplesStream): Promise<void> => {
    const namespace = requireNamespace(request.namespace);
    const text = await wholeText(synapse, namespace, context.signal);
    if (text !== undefined) return sendParts(stream, partsOf(text), context.signal);
    if (large >= LARGE_MAX) throw new ServiceError('overloaded', `${LARGE_MAX} large namespaces are being sent already.`);
    large += 1;
    const signal = AbortSignal.any([context.signal, synapse.stopping]);
    try {
      await withExport(
        synapse,
        namespace,
        async ({ parts }) => {
          for await (const { quads } of parts) {
            signal.throwIfAborted();
            await sendParts(stream, partsOf(Buffer.from(quads).toString('utf8')), signal);
          }
        },
        signal,
      );
    } catch (error) {
      if (context.signal.aborted) return;
      if (synapse.stopping.aborted) throw new ServiceError('unavailable', 'Synapse is stopping. Ask again.');
      throw error;
    } finally {
      large -= 1;
    }
  };
}

/** The quads of a namespace as N-Quads; undefined where they are too many for one text. */
async function wholeText(synapse: Synapse, namespace: string, signal: AbortSignal): Promise<string | undefined> {
  const bytes = { bytesMax: WHOLE_BYTES_MAX, quadsMax: WHOLE_QUADS_MAX };
  const job = { kind: 'graph-read', namespace, graph: 'dataset', mediaType: 'application/n-quads', ...bytes } as const;
  try {
    return (await synapse.graph.ask(job, signal)) ?? '';
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'too-large') return undefined;
    throw error;
  }
}

function* partsOf(text: string): Generator<TriplesPart> {
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start + PART_UNITS);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    yield TriplesPart.fromPartial({ triples: triplesIn(text.slice(start, end)) });
    start = end;
  }
}
