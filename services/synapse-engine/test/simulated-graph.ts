import { runQuery } from '../src/adapters/thread/query.ts';
import { slotValues } from '../src/adapters/thread/slot-values.ts';
import { StoreSet } from '../src/adapters/thread/store-set.ts';
import { linesOf } from '../src/adapters/thread/quad-lines.ts';
import { updateDelta } from '../src/adapters/thread/update-delta.ts';
import { type GraphJob, type GraphReply, type GraphWorker, GraphWorkerLost } from '../src/ports.ts';

const KEPT = 2;

interface StoredGraph {
  readonly position: number;
  readonly namespaces: readonly (readonly [string, string])[];
}

/** Where simulated graphs are stored, whole or not at all (the files of the real one are tried in stored-graph-crash.ts). */
export class StoredGraphShelf {
  /** Newest first. */
  graphs: readonly StoredGraph[] = [];
  /** Plants a build that trims the journal behind the newest graph, not the oldest that is kept. */
  readonly #trimsTooMuch: boolean;

  constructor(trimsTooMuch: boolean) {
    this.#trimsTooMuch = trimsTooMuch;
  }

  store(set: StoreSet): number {
    const namespaces = [...set.stores].map(([name, store]) => [name, linesOf(store, 'dataset').join('')] as const);
    const others = this.graphs.filter(({ position }) => position !== set.position);
    this.graphs = [{ position: set.position, namespaces }, ...others].toSorted((a, b) => b.position - a.position).slice(0, KEPT);
    return this.graphs.at(this.#trimsTooMuch ? 0 : -1)?.position ?? 0;
  }

  /** Damages the newest, so that the one before is read. */
  damageNewest(): void {
    if (this.graphs.length === KEPT) this.graphs = this.graphs.slice(1);
  }
}

/** The engine in this thread, by the code of the real one's thread. */
export class SimulatedGraph implements GraphWorker {
  readonly openedPosition: number;
  readonly openProblem = undefined;
  readonly #set = new StoreSet();
  readonly #shelf: StoredGraphShelf;
  #ended = false;

  constructor(shelf: StoredGraphShelf) {
    this.#shelf = shelf;
    const stored = shelf.graphs[0];
    for (const [namespace, lines] of stored?.namespaces ?? []) this.#set.load(namespace, Buffer.from(lines));
    this.openedPosition = this.#set.position = stored?.position ?? 0;
  }

  async run(job: GraphJob): Promise<GraphReply> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.#ended) throw new GraphWorkerLost('ended');
    return { kind: 'answer', value: this.#perform(job) };
  }

  #perform(job: GraphJob): unknown {
    switch (job.kind) {
      case 'apply':
        this.#set.apply(job);
        return this.#set.size;
      case 'query':
        return runQuery(this.#set.storeOf(job.namespace), job);
      case 'update':
        return updateDelta(this.#set.storeOf(job.namespace), job);
      case 'has-quads':
        return this.#set.has(job.namespace, job.lines);
      case 'slot-values':
        return slotValues(this.#set.storeOf(job.namespace), job.slots);
      case 'snapshot':
        return this.#shelf.store(this.#set);
      default:
        throw new Error(`${job.kind} is not asked for here`);
    }
  }

  end(): Promise<void> {
    if (!this.#ended) this.#set.stores.clear();
    this.#ended = true;
    return Promise.resolve();
  }
}
