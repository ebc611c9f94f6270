import oxigraph from 'oxigraph';
import type { GraphDelta, GraphStep } from '../../ports.ts';

const { Store, parse } = oxigraph;
export type GraphStore = InstanceType<typeof Store>;
export const newStore = (): GraphStore => new Store();

export const nquads = 'application/n-quads';
/** Terms were checked before they were journalled; the loader's own checks would only refuse what is already promised. */
const loadOptions = { format: nquads, lenient: true, no_transaction: true } as const;

/** The graphs of all namespaces, each in a store of its own, so that no query can see another's. */
export class StoreSet {
  readonly stores = new Map<string, GraphStore>();
  position = 0;
  #pending: Uint8Array[] = [];
  #pendingNamespace = '';

  /** The store of a namespace; an empty one where there is none. */
  storeOf(namespace: string): GraphStore {
    return this.stores.get(namespace) ?? new Store();
  }

  /** Which of the quads (N-Quads, one a line) a namespace has, in order. */
  has(namespace: string, lines: string): boolean[] {
    const store = this.storeOf(namespace);
    return parse(lines, { format: nquads, lenient: true }).map((quad) => store.has(quad));
  }

  /** Quads in all namespaces. */
  get size(): number {
    let sum = 0;
    for (const store of this.stores.values()) sum += store.size;
    return sum;
  }

  /** Applies what journal records say, in order. */
  apply({ steps, bytes, lastPosition }: GraphDelta): void {
    let offset = 0;
    for (const step of steps) offset += this.#apply(step, bytes.subarray(offset));
    this.#flush();
    this.position = lastPosition;
  }

  /** Loads N-Quads into a namespace. */
  load(namespace: string, bytes: Uint8Array): void {
    this.#ownStore(namespace).load(bytes as never, loadOptions);
  }

  /** Applies one step, whose quads `bytes` begins with, and returns their length. */
  #apply({ namespace, runs }: GraphStep, bytes: Uint8Array): number {
    if (runs === 'delete-all') {
      this.#flush();
      this.stores.delete(namespace);
      return 0;
    }
    if (namespace !== this.#pendingNamespace) this.#flush();
    this.#pendingNamespace = namespace;
    let offset = 0;
    for (const run of runs) {
      const part = bytes.subarray(offset, offset + Math.abs(run));
      offset += Math.abs(run);
      if (run > 0) this.#pending.push(part);
      else this.#remove(namespace, part);
    }
    return offset;
  }

  #remove(namespace: string, lines: Uint8Array): void {
    this.#flush();
    const store = this.#ownStore(namespace);
    for (const quad of parse(lines as never, { format: nquads, lenient: true })) store.delete(quad);
  }

  /** Loads insertions that wait: one load of many records is several times as fast as many loads. */
  #flush(): void {
    if (this.#pending.length > 0) this.load(this.#pendingNamespace, Buffer.concat(this.#pending));
    this.#pending = [];
  }

  #ownStore(namespace: string): GraphStore {
    let store = this.stores.get(namespace);
    if (!store) this.stores.set(namespace, (store = new Store()));
    return store;
  }
}
