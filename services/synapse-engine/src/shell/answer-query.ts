import { ServiceError } from '@panal/kernel/runtime';
import type { DatasetGraphs, ResultFormat } from '../core/graph-questions.ts';
import { type QueryForm, checkQuery } from '../core/query-form.ts';
import { type Synapse, requireNamespace } from './synapse.ts';

export interface QueryRequest {
  readonly query: string;
  readonly namespace: string;
  /** How the answer is to be written, by the form of the query. */
  readonly format: (form: QueryForm) => ResultFormat;
  readonly union: boolean;
  readonly bytesMax: number;
  readonly dataset?: DatasetGraphs | undefined;
  readonly base?: string | undefined;
}

export interface QueryAnswer {
  readonly text: string;
  readonly form: QueryForm;
  readonly format: ResultFormat;
}

/** Runs a checked query on everything acknowledged before the call. */
export async function answerQuery(synapse: Synapse, request: QueryRequest, signal: AbortSignal): Promise<QueryAnswer> {
  const namespace = requireNamespace(request.namespace);
  const query = checkQuery(request.query);
  if (!query.ok) throw new ServiceError('invalid-argument', `${query.refusal}.`);
  const { union, bytesMax, dataset, base } = request;
  const { form } = query.value;
  const format = request.format(form);
  const job = { kind: 'query', namespace, query: query.value, format, union, bytesMax, dataset, base } as const;
  return { text: await synapse.graph.ask(job, signal), form, format };
}
