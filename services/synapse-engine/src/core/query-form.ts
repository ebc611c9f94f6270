import { type Result, ok, refuse } from '@panal/kernel/pure';
import { canonicalQuery } from './canonical-iri.ts';
import { limits } from './limits.ts';
import { skeletonOf } from './sparql-skeleton.ts';

export type QueryForm = 'select' | 'ask' | 'graph';

export interface CheckedQuery {
  readonly text: string;
  readonly form: QueryForm;
  /** The query says itself which graphs it reads (FROM), so the union must not be forced on it. */
  readonly hasDataset: boolean;
}

const PROLOGUE = /^(?:\s*(?:BASE\s*<_*>|PREFIX\s*[^\s:<]*:\s*<_*>))*\s*([A-Za-z]+)/i;
const DATASET = /(?<![\w:?$.-])FROM\s*(?:NAMED\s*)?(?:<_*>|(?<=\s)[^\s<>{}]*:)/i;
const UPDATES = new Set(['INSERT', 'DELETE', 'LOAD', 'CLEAR', 'CREATE', 'DROP', 'COPY', 'MOVE', 'ADD', 'WITH']);

/** What kind of query a text is; refuses updates and what is too long. Whether it is well formed, the engine says. */
export function checkQuery(query: string): Result<CheckedQuery, string> {
  if (query.length > limits.queryMax) return refuse(`the query is longer than ${limits.queryMax} characters`);
  const skeleton = skeletonOf(query);
  const keyword = (PROLOGUE.exec(skeleton)?.[1] ?? '').toUpperCase();
  if (UPDATES.has(keyword))
    return refuse(
      `${keyword} is an update; a query only reads. Send it as an update (UpdateSparql, or application/sparql-update)`,
    );
  const form = keyword === 'ASK' ? 'ask' : keyword === 'CONSTRUCT' || keyword === 'DESCRIBE' ? 'graph' : 'select';
  return ok({ text: canonicalQuery(query), form, hasDataset: DATASET.test(skeleton) });
}
