import oxigraph from 'oxigraph';
import type { GraphDelta, GraphStep } from '../../ports.ts';
import { hasQuad, removeLines } from './remove-lines.ts';

const { Store, parse } = oxigraph;
export type GraphStore = InstanceType<typeof Store>;
export const newStore = (): GraphStore => new Store();

export const nquads = 'application/n-quads';
/**
 * Terms were checked before they were journalled; the loader's own checks would only refuse what is already promised. In a transaction,
 * since the loader without one takes room for a million quads at each call: 320 MB, and twice the memory a quad in the end.
 */
const loadOptions = { format: nquads, lenient: true } as const;

const BLANK_TERM = /(?:^|[ \t])_:/;

/** Lines that may hold a blank node apart from the others: the fast loader gives every blank node a new name. */
function withBlankApart(bytes: Uint8Array): { plain: Uint8Array; blank: string } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (!buffer.includes('_:')) return { plain: bytes, blank: '' };
  let plain = '';
  let blank = '';
  for (const line of buffer.toString('utf8').split('\n')) {
    if (BLANK_TERM.test(line)) blank += `${line}\n`;
    else if (line !== '') plain += `${line}\n`;
  }
  return { plain: Buffer.from(plain), blank };
}

/** The graphs of all namespaces, each in a store of its own, so that no query can see another's. */
export class StoreSet {
  readonly stores: Map<string, GraphStore>;
  position = 0;
  #pending: Uint8Array[] = [];
  #pendingNamespace = '';
  #counted = 0;
  #changesSinceCount = Infinity;

  constructor(stores = new Map<string, GraphStore>()) {
    this.stores = stores;
  }

  /** The store of a namespace; an empty one where there is none. */
  storeOf(namespace: string): GraphStore {
    return this.stores.get(namespace) ?? new Store();
  }

  /** Which of the quads (N-Quads, one a line) a namespace has, in order. */
  has(namespace: string, lines: string): boolean[] {
    const store = this.storeOf(namespace);
    return parse(lines, { format: nquads, lenient: true }).map((quad) => hasQuad(store, quad));
  }

  /** Quads in all namespaces. */
  get size(): number {
    let sum = 0;
    for (const store of this.stores.values()) sum += store.size;
    return sum;
  }

  /** About as many quads as there are (within an eighth): the engine counts by walking over all of them. */
  get sizeAbout(): number {
    if (this.#changesSinceCount * 8 > this.#counted) {
      this.#counted = this.size;
      this.#changesSinceCount = 0;
    }
    return this.#counted;
  }

  /** Applies what journal records say, in order. */
  apply({ steps, bytes, changes, lastPosition }: GraphDelta): void {
    let offset = 0;
    for (const step of steps) offset += this.#apply(step, bytes.subarray(offset));
    this.#flush();
    this.#changesSinceCount += changes;
    this.position = lastPosition;
  }

  /** Loads N-Quads into a namespace; blank nodes keep their names, by which later records mean them. */
  load(namespace: string, bytes: Uint8Array): void {
    const store = this.#ownStore(namespace);
    const { plain, blank } = withBlankApart(bytes);
    if (plain.length > 0) store.load(plain as never, loadOptions);
    if (blank !== '') for (const quad of parse(blank, { format: nquads, lenient: true })) store.add(quad);
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
    removeLines(store, Buffer.from(lines.buffer, lines.byteOffset, lines.length).toString('utf8'));
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
