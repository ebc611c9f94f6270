import { type CallContext, ServiceError } from '@panal/kernel/runtime';
import type { ServerWritableStream } from '@grpc/grpc-js';
import { QueryPart, type StreamQueryRequest } from '@panal/shared-types/synapse';
import { accepted } from '../core/accept.ts';
import { offerFor } from '../core/media-types.ts';
import type { QueryForm } from '../core/query-form.ts';
import { textSlices } from '../core/text-slices.ts';
import { type QueryAnswer, answerQuery } from '../shell/answer-query.ts';
import type { Synapse } from '../shell/synapse.ts';
import { sendParts } from './send-parts.ts';

function formatFor(accept: string, form: QueryForm): string {
  const offer = offerFor(form);
  const format = accepted(accept, offer);
  if (format !== undefined) return format;
  throw new ServiceError('not-acceptable', `accept: none can be written for that. There are ${offer.types.join(', ')}.`);
}

/** A query whose answer may be larger than one message: its text in parts, up to `synapse.streamBytesMax`. */
export async function streamQuery(
  synapse: Synapse,
  request: StreamQueryRequest,
  { context, stream }: { readonly context: CallContext; readonly stream: ServerWritableStream<StreamQueryRequest, QueryPart> },
): Promise<void> {
  const { query, namespace, accept, standardDefaultGraph } = request;
  const bytesMax = synapse.config.streamBytesMax;
  const format = (form: QueryForm): string => formatFor(accept, form);
  const asked = { query, namespace, format, bytesMax, union: !standardDefaultGraph };
  const answer = await answerQuery(synapse, asked, context.signal);
  await sendParts(stream, partsOf(answer), context.signal);
}

function* partsOf({ format, text }: QueryAnswer): Generator<QueryPart> {
  yield QueryPart.fromPartial({ mediaType: format });
  for (const slice of textSlices(text)) yield QueryPart.fromPartial({ text: slice });
}
