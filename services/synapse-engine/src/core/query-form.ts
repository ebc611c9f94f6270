import { type Result, ok, refuse } from '@panal/kernel/pure';
import { canonicalQuery } from './canonical-iri.ts';
import { limits } from './limits.ts';

export type QueryForm = 'select' | 'ask' | 'graph';

export interface CheckedQuery {
  readonly text: string;
  readonly form: QueryForm;
  /** The query says itself which graphs it reads (FROM), so the union must not be forced on it. */
  readonly hasDataset: boolean;
}

// Comments, IRIs and strings, in which keywords mean nothing.
const OPAQUE = /<[^<>"{}|^`\\\s]*>|"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*'|#[^\n\r]*/g;
const PROLOGUE = /^(?:\s*(?:BASE\s*<>|PREFIX\s+[^\s:]*:\s*<>))*\s*([A-Za-z]+)/i;
const DATASET = /(?<![\w:?$.-])FROM\s+(?:NAMED\s+)?(?:<>|[^\s<>]*:)/i;
const UPDATES = new Set(['INSERT', 'DELETE', 'LOAD', 'CLEAR', 'CREATE', 'DROP', 'COPY', 'MOVE', 'ADD', 'WITH']);

/** What kind of query a text is; refuses updates and what is too long. Whether it is well formed, the engine says. */
export function checkQuery(query: string): Result<CheckedQuery, string> {
  if (query.length > limits.queryMax) return refuse(`the query is longer than ${limits.queryMax} characters`);
  const skeleton = query.replace(OPAQUE, (part) => (part.startsWith('#') ? ' ' : part.startsWith('<') ? '<>' : '""'));
  const keyword = (PROLOGUE.exec(skeleton)?.[1] ?? '').toUpperCase();
  if (UPDATES.has(keyword))
    return refuse(`${keyword} is an update; a query only reads. Write with IngestTriples or ApplyChanges`);
  const form = keyword === 'ASK' ? 'ask' : keyword === 'CONSTRUCT' || keyword === 'DESCRIBE' ? 'graph' : 'select';
  return ok({ text: canonicalQuery(query), form, hasDataset: DATASET.test(skeleton) });
}
