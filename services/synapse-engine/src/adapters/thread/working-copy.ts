import type { UpdateDelta } from '../../ports.ts';
import { GraphRefused } from './refused.ts';
import { type GraphStore, newStore } from './store-set.ts';

export type Quad = ReturnType<GraphStore['match']>[number];

interface Touched {
  readonly quad: Quad;
  readonly wasThere: boolean;
  isThere: boolean;
}

const lineOf = (quad: Quad): string => `${quad.toString()} .\n`;

/** A store that can be changed for a while: says what the changes come to, and takes them back. */
export class WorkingCopy {
  readonly store: GraphStore;
  readonly #touched = new Map<string, Touched>();

  readonly #quadsMax: number;

  constructor(store: GraphStore, quadsMax: number) {
    this.store = store;
    this.#quadsMax = quadsMax;
  }

  /** Puts a quad where it should be, or not be. Refuses what passes the bound of one update. */
  set(quad: Quad, isThere: boolean): void {
    const key = quad.toString();
    let touched = this.#touched.get(key);
    if (!touched) {
      const wasThere = this.store.has(quad);
      if (wasThere === isThere) return;
      if (this.#touched.size >= this.#quadsMax) throw tooLarge(this.#quadsMax);
      this.#touched.set(key, (touched = { quad, wasThere, isThere: wasThere }));
    }
    if (touched.isThere === isThere) return;
    if (isThere) this.store.add(quad);
    else this.store.delete(quad);
    touched.isThere = isThere;
  }

  /** What all changes come to. */
  delta(): UpdateDelta {
    let removed = '';
    let added = '';
    for (const { quad, wasThere, isThere } of this.#touched.values()) {
      if (wasThere && !isThere) removed += lineOf(quad);
      if (!wasThere && isThere) added += lineOf(quad);
    }
    return { removed, added };
  }

  /** Takes everything back. */
  undo(): void {
    for (const touched of this.#touched.values()) {
      if (touched.isThere === touched.wasThere) continue;
      if (touched.wasThere) this.store.add(touched.quad);
      else this.store.delete(touched.quad);
    }
    this.#touched.clear();
  }
}

export const tooLarge = (quadsMax: number): GraphRefused =>
  new GraphRefused(
    'too-large',
    `It changes more than ${quadsMax} quads, the bound of one write. Do it in parts, or empty the namespace with DeleteNamespaceData.`,
  );

/** Runs work on an empty store, for results in between. */
export function onScratch<T>(work: (scratch: GraphStore) => T): T {
  const scratch = newStore();
  try {
    return work(scratch);
  } finally {
    // Not in the declarations, but in every class of the package: gives the memory back now.
    (scratch as unknown as { free(): void }).free();
  }
}
