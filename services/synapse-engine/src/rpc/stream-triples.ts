import type { ServerWritableStream } from '@grpc/grpc-js';
import type { CallContext } from '@panal/kernel/runtime';
import { type EmptyRequest, TriplesPart } from '@panal/shared-types/synapse';
import { triplesIn } from '../core/quad-lines.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { sendParts } from './send-parts.ts';

/** Of N-Quads, so a message is at most one literal larger. */
const PART_UNITS = 256 * 1024;

/** Every triple of a namespace with its graph, as it was at one moment, in parts; up to `synapse.streamBytesMax` of N-Quads. */
export async function streamTriples(
  synapse: Synapse,
  request: EmptyRequest,
  { context, stream }: { readonly context: CallContext; readonly stream: ServerWritableStream<EmptyRequest, TriplesPart> },
): Promise<void> {
  const namespace = requireNamespace(request.namespace);
  const bytesMax = synapse.config.streamBytesMax;
  const job = { kind: 'graph-read', namespace, graph: 'dataset', mediaType: 'application/n-quads', bytesMax } as const;
  const text = (await synapse.graph.ask(job, context.signal)) ?? '';
  await sendParts(stream, partsOf(text), context.signal);
}

function* partsOf(text: string): Generator<TriplesPart> {
  for (let start = 0; start < text.length;) {
    const lineEnd = text.indexOf('\n', start + PART_UNITS);
    const end = lineEnd === -1 ? text.length : lineEnd + 1;
    yield TriplesPart.fromPartial({ triples: triplesIn(text.slice(start, end)) });
    start = end;
  }
}
