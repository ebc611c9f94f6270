/**
 * Keeps a search index level with the journal, for the namespaces that somebody searched.
 *
 *   none ──first search──► loading (texts of the graph) ──► following (records after them) ──worker lost, or journal trimmed──► none
 *
 * Records between the position that the load began at and the one that the graph had are applied again, which changes nothing:
 * the last word on a quad decides.
 */
import { type Journal, JournalTrimmedError } from '@panal/journal';
import { type Logger, ServiceError } from '@panal/kernel/runtime';
import { changesOf } from '../core/change-set.ts';
import { graphEventCodec } from '../core/event-codec.ts';
import { checkQuery } from '../core/query-form.ts';
import { GraphWorkerLost, type SearchHit, type SearchQuestion, type SearchWorker } from '../ports.ts';
import type { GraphHost } from './graph-host.ts';

export interface SearchHostDeps {
  readonly journal: Journal;
  readonly graph: Pick<GraphHost, 'ask'>;
  readonly open: () => SearchWorker;
  readonly log: Logger;
}

/** Texts of a namespace at its loading, bytes: more is refused, naming the bound. */
const LOAD_BYTES_MAX = 256 * 1024 * 1024;
const WAIT_MS = 20_000;
const SEARCHES_MAX = 64;

const TEXTS = `SELECT ?s ?p ?o ?g WHERE {
  { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } }
  FILTER(isIRI(?s) && (?p = <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> || (isLiteral(?o) && (lang(?o) != "" ||
    datatype(?o) IN (<http://www.w3.org/2001/XMLSchema#string>, <http://swarm.os/ontology/float32Vector>)))))
}`;

export class SearchHost {
  readonly #deps: SearchHostDeps;
  readonly #stopping = new AbortController();
  #worker: SearchWorker | undefined;
  readonly #loaded = new Map<string, Promise<void>>();
  /** Position up to which the loaded namespaces are followed. */
  #position = 0;
  #progress = Promise.withResolvers<void>();
  #searches = 0;
  refusedFacts = 0;

  constructor(deps: SearchHostDeps) {
    this.#deps = deps;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#worker?.end();
  }

  /** Searches everything acknowledged before the call. Rejects with `overloaded`, `unavailable` or what the graph refuses. */
  find(kind: 'text' | 'vector', asked: SearchQuestion & { readonly namespace: string }): Promise<readonly SearchHit[]> {
    return this.#run(asked.namespace, async (worker) => await worker.run({ ...asked, kind }));
  }

  /** What is shown of nodes, in order. */
  async contents(namespace: string, iris: readonly string[]): Promise<string[]> {
    const hits = await this.#run(namespace, (worker) => worker.run({ kind: 'contents', namespace, iris }));
    return hits.map(({ content }) => content);
  }

  async #run(namespace: string, work: (worker: SearchWorker) => ReturnType<SearchWorker['run']>): Promise<readonly SearchHit[]> {
    if (this.#searches >= SEARCHES_MAX) throw new ServiceError('overloaded', 'Too many searches wait. Try again shortly.');
    this.#searches += 1;
    const target = this.#deps.journal.flushedPosition;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(WAIT_MS)]);
    try {
      const worker = await this.#level(namespace, target, signal);
      const { hits, refusedFacts } = await work(worker);
      this.refusedFacts = refusedFacts;
      return hits;
    } catch (error) {
      if (error instanceof GraphWorkerLost)
        throw new ServiceError('unavailable', 'The search index is being built again. Try again shortly.');
      throw error;
    } finally {
      this.#searches -= 1;
    }
  }

  /** The worker, once it holds a namespace up to a position. */
  async #level(namespace: string, target: number, signal: AbortSignal): Promise<SearchWorker> {
    this.#worker ??= this.#open();
    const worker = this.#worker;
    const loading = this.#loaded.get(namespace) ?? this.#load(worker, namespace, signal);
    this.#loaded.set(namespace, loading);
    await loading;
    while (this.#position < target) {
      if (signal.aborted || this.#worker !== worker) throw new GraphWorkerLost('the search index is not level');
      const stop = Promise.withResolvers<void>();
      const onAbort = (): void => stop.resolve();
      signal.addEventListener('abort', onAbort, { once: true });
      await Promise.race([this.#progress.promise, stop.promise]);
      signal.removeEventListener('abort', onAbort);
    }
    return worker;
  }

  async #load(worker: SearchWorker, namespace: string, signal: AbortSignal): Promise<void> {
    try {
      const query = checkQuery(TEXTS);
      if (!query.ok) throw new Error(query.refusal);
      const format = 'text/tab-separated-values';
      const job = { kind: 'query', namespace, query: query.value, format, union: false, bytesMax: LOAD_BYTES_MAX } as const;
      const rows = await this.#deps.graph.ask(job, signal);
      await worker.run({ kind: 'load', namespace, rows });
    } catch (error) {
      this.#loaded.delete(namespace);
      throw error;
    }
  }

  #open(): SearchWorker {
    const worker = this.#deps.open();
    // What was flushed by now is in the graph when a load is answered.
    this.#moveTo(this.#deps.journal.flushedPosition);
    this.#follow(worker).catch((error: unknown) => this.#lose(worker, error));
    return worker;
  }

  #lose(worker: SearchWorker, error: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    this.#loaded.clear();
    void worker.end();
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
    if (this.#stopping.signal.aborted) return;
    this.#deps.log.warn({ err: error }, 'the search index ended; it is built again at the next search');
    if (!(error instanceof GraphWorkerLost) && !(error instanceof JournalTrimmedError)) {
      queueMicrotask(() => {
        throw error;
      });
    }
  }

  async #follow(worker: SearchWorker): Promise<void> {
    const { journal } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await journal.waitFor(this.#position + 1, signal);
      for await (const record of journal.read(this.#position + 1)) {
        await this.#apply(worker, record.bytes);
        this.#moveTo(record.position);
      }
    }
  }

  async #apply(worker: SearchWorker, bytes: Uint8Array): Promise<void> {
    const event = graphEventCodec.decode(bytes);
    const namespace = 'namespace' in event ? event.namespace : '';
    // Behind the load, so that nothing newer than it is overwritten by it.
    const isLoaded = await this.#loaded.get(namespace)?.then(
      () => true,
      () => false,
    );
    if (!isLoaded) return;
    if (event.type === 'namespace-deleted') await worker.run({ kind: 'clear', namespace });
    else if ('runs' in event) await worker.run({ kind: 'change', namespace, changes: changesOf(event) });
  }

  #moveTo(position: number): void {
    this.#position = position;
    this.#progress.resolve();
    this.#progress = Promise.withResolvers();
  }
}
