import type {
  DatasetGraphs,
  GraphCounts,
  GraphName,
  NeighbourNode,
  NeighbourRequest,
  RdfBody,
  ResultFormat,
  TripleText,
} from './core/graph-questions.ts';
import type { CheckedQuery } from './core/query-form.ts';
import type { SearchHit, SearchQuestion } from './core/search/search-question.ts';
import type { CheckedUpdate } from './core/update-form.ts';

export type * from './core/graph-questions.ts';
export type * from './core/update-form.ts';
export { type QuadText, triplesIn as quadsIn } from './core/quad-lines.ts';

/** One step of a journal record: quads added to and removed from a namespace (as in `ChangeSet`), or its end. */
export interface GraphStep {
  readonly namespace: string;
  readonly runs: readonly number[] | 'delete-all';
}

/** Consecutive records; the quads of the steps lie in `bytes`, one after the other. */
export interface GraphDelta {
  readonly steps: readonly GraphStep[];
  readonly bytes: Uint8Array;
  readonly changes: number;
  readonly lastPosition: number;
}

/** What can be asked of the graph; each is answered by one worker, one at a time, in order. */
export type GraphJob =
  | ({ readonly kind: 'apply' } & GraphDelta)
  | {
      readonly kind: 'query';
      readonly namespace: string;
      readonly query: CheckedQuery;
      readonly format: ResultFormat;
      readonly union: boolean;
      readonly bytesMax: number;
      /** Instead of what the text says, where given. */
      readonly dataset?: DatasetGraphs | undefined;
      /** Of relative IRIs. */
      readonly base?: string | undefined;
    }
  | { readonly kind: 'triples'; readonly namespace: string; readonly countMax: number; readonly bytesMax: number }
  | {
      /** What the slots hold now (core/one-valued.ts), as terms of N-Quads. */
      readonly kind: 'slot-values';
      readonly namespace: string;
      readonly slots: readonly { readonly subject: string; readonly predicate: string; readonly graph: string }[];
    }
  | { readonly kind: 'has-node'; readonly namespace: string; readonly iri: string }
  | { readonly kind: 'neighbours'; readonly namespace: string; readonly request: NeighbourRequest }
  | { readonly kind: 'counts'; readonly namespace: string | undefined }
  | { readonly kind: 'parse'; readonly text: string; readonly format: string }
  | {
      /** What a SPARQL update would change now; nothing is changed by asking. */
      readonly kind: 'update';
      readonly namespace: string;
      readonly update: CheckedUpdate;
      /** Of relative IRIs. */
      readonly base?: string | undefined;
      /** Quads that it may change at most. */
      readonly quadsMax: number;
    }
  | {
      /** What putting RDF into a graph (or dropping the graph) would change now; nothing is changed by asking. */
      readonly kind: 'graph-write';
      readonly namespace: string;
      readonly graph: GraphName;
      /** Whether what was there before goes. */
      readonly replace: boolean;
      readonly bodies: readonly RdfBody[];
      /** Quads that it may change at most. */
      readonly quadsMax: number;
    }
  | {
      /** A graph as RDF; `dataset`: all graphs, in a format that has graphs. */
      readonly kind: 'graph-read';
      readonly namespace: string;
      readonly graph: GraphName;
      readonly mediaType: string;
      readonly bytesMax: number;
      /** More quads of a dataset are refused before they are written out. */
      readonly quadsMax?: number;
    }
  | {
      /** Which of the quads (canonical lines) are there and which are not. */
      readonly kind: 'has-quads';
      readonly namespace: string;
      readonly lines: string;
    }
  | { readonly kind: 'snapshot' };

/** N-Quads, one a line: what an update takes away from a namespace and then adds to it. Blank nodes have a name already. */
export interface UpdateDelta {
  readonly removed: string;
  readonly added: string;
}

export interface GraphWriteDelta extends UpdateDelta {
  /** Whether the graph held anything before. */
  readonly existed: boolean;
}

/** Answers by kind of job. */
export interface GraphAnswers {
  /** Quads in all namespaces after it, within an eighth. */
  apply: number;
  query: string;
  triples: readonly TripleText[];
  /** For each slot. */
  'slot-values': readonly (readonly string[])[];
  'has-node': boolean;
  neighbours: readonly NeighbourNode[];
  counts: GraphCounts;
  /** N-Quads, one a line. */
  parse: string;
  update: UpdateDelta;
  'graph-write': GraphWriteDelta;
  /** Undefined where there is no such graph. */
  'graph-read': string | undefined;
  /** One for each line, in order. */
  'has-quads': readonly boolean[];
  /** Position of the oldest stored graph that is kept; undefined: not done yet, ask again before the next `apply`. */
  snapshot: number | undefined;
}

export type GraphJobKind = GraphJob['kind'];

/** Why a worker refuses a job. */
export type RefusalCode = 'invalid-argument' | 'too-large' | 'no-network';

/** What a worker says a job came to; `refused` is the caller's mistake. */
export type GraphReply =
  | { readonly kind: 'opened'; readonly position: number; readonly problem: string | undefined }
  | { readonly kind: 'answer'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: RefusalCode; readonly message: string };

/** A graph in a place of its own, which can be ended at any time; all its knowledge can be rebuilt from the journal. */
export interface GraphWorker {
  /** Position of the stored graph that it began with; the records after it are to be applied. */
  readonly openedPosition: number;
  /** Why a stored graph could not be used, if so. */
  readonly openProblem: string | undefined;
  /** One job; rejects with `GraphWorkerLost` when the worker ended meanwhile. Callers send one at a time. */
  run(job: GraphJob): Promise<GraphReply>;
  /** Ends it, whatever it does. */
  end(): Promise<void>;
}

/** The worker ended before it answered. */
export class GraphWorkerLost extends Error {
  override readonly name = 'GraphWorkerLost';
}

export type OpenGraphWorker = () => Promise<GraphWorker>;

/** What one focus node lacks. */
export interface ShapeViolation {
  readonly focus: string;
  readonly path: string;
  readonly problem: string;
}

/** What the shapes say of a batch; `unchecked`: nobody could tell, so it is treated like one that violates. */
export type ShapeVerdict =
  | { readonly kind: 'conforms' }
  | { readonly kind: 'violates'; readonly count: number; readonly violations: readonly ShapeViolation[] }
  | { readonly kind: 'unchecked'; readonly reason: string };

/** Checks what services write against the SHACL shapes; one batch at a time, in order. Callers bound how many wait. */
export interface ShapeChecker {
  /** `quads`: what a batch adds, as N-Quads. Never rejects. */
  check(quads: string): Promise<ShapeVerdict>;
  /** Batches that wait or are being checked. */
  readonly waiting: number;
  /** Words that hold one value, as N-Quads terms. */
  readonly oneValued: ReadonlySet<string>;
  close(): Promise<void>;
}

export type * from './core/search/search-question.ts';
export { type SearchFact, scaled, searchFactOf, unitVector } from './core/search/quad-text.ts';
export { wordsOf } from './core/search/words.ts';

export type SearchJob = { readonly namespace: string } & (
  | { readonly kind: 'load'; readonly rows: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'change'; readonly changes: readonly { readonly remove: boolean; readonly quad: string }[] }
  | ({ readonly kind: 'text' | 'vector' } & SearchQuestion)
  | { readonly kind: 'contents'; readonly iris: readonly string[] }
);

export interface SearchReply {
  readonly hits: readonly SearchHit[];
  /** Facts that found no room in the index so far. */
  readonly refusedFacts: number;
}

/** A search index in a place of its own; all it knows can be built again from the graph. */
export interface SearchWorker {
  /** Rejects with `GraphWorkerLost` when the worker ended. */
  run(job: SearchJob): Promise<SearchReply>;
  end(): Promise<void>;
}

export interface ReasoningJob {
  /** Every statement of a namespace, as N-Triples. */
  readonly triples: string;
  readonly strategy: 'rdfs' | 'owl-rl';
  readonly inferredMax: number;
}

export type ReasoningReply =
  /** What follows and isn't said yet, as N-Triples, one a line. */
  | { readonly kind: 'inferred'; readonly lines: readonly string[] }
  | { readonly kind: 'too-many'; readonly count: number }
  | { readonly kind: 'too-long'; readonly timeoutMs: number }
  | { readonly kind: 'out-of-memory' }
  /** A defect of ours. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Infers from statements and the ontology. Never rejects. */
export type RunReasoning = (job: ReasoningJob, signal: AbortSignal) => Promise<ReasoningReply>;

/** One file of a stored graph: N-Quads, one a line. */
export interface StoredFile {
  readonly namespace: string;
  readonly name: string;
  readonly path: string;
  readonly quads: number;
}

/** A stored graph that stays until it is released. */
export interface HeldGraph {
  readonly position: number;
  readonly files: readonly StoredFile[];
  /** What a start reads first, without what is of use on this machine only. */
  readonly manifest: Uint8Array;
  release(): Promise<void>;
}

/** Stored graphs for readers. */
export interface StoredGraphs {
  /** The newest; undefined where none was stored yet. */
  hold(): Promise<HeldGraph | undefined>;
  /** A new, empty folder on the same disk. */
  scratchDir(): Promise<{ readonly path: string; remove(): Promise<void> }>;
  /** A file in pieces of at most half a MiB. */
  read(path: string): AsyncIterable<Uint8Array>;
  /** Names in a folder, sorted. */
  list(dir: string): Promise<readonly string[]>;
}
