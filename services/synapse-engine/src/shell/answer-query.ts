import { ServiceError } from '@panal/kernel/runtime';
import type { ResultFormat } from '../core/graph-questions.ts';
import { type QueryForm, checkQuery } from '../core/query-form.ts';
import { type Synapse, requireNamespace } from './synapse.ts';

/** Runs a checked query on everything acknowledged before the call. */
export async function answerQuery(
  synapse: Synapse,
  request: { readonly query: string; readonly namespace: string; readonly format: ResultFormat; readonly union: boolean },
  signal: AbortSignal,
): Promise<{ text: string; form: QueryForm }> {
  const namespace = requireNamespace(request.namespace);
  const query = checkQuery(request.query);
  if (!query.ok) throw new ServiceError('invalid-argument', `${query.refusal}.`);
  const { format, union } = request;
  const bytesMax = synapse.config.resultBytesMax;
  const text = await synapse.graph.ask({ kind: 'query', namespace, query: query.value, format, union, bytesMax }, signal);
  return { text, form: query.value.form };
}
