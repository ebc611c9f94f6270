import type { UpdateDelta } from '../../ports.ts';
import { presentIn, putLines } from './quad-lines.ts';
import { GraphRefused } from './refused.ts';
import { type GraphStore, newStore } from './store-set.ts';

interface Touched {
  readonly wasThere: boolean;
  /** In the store, as far as changes were carried out. */
  inStore: boolean;
  isThere: boolean;
}

/** A store that can be changed for a while: says what the changes come to, and takes them back. */
export class WorkingCopy {
  readonly #store: GraphStore;
  readonly #touched = new Map<string, Touched>();
  readonly #quadsMax: number;

  constructor(store: GraphStore, quadsMax: number) {
    this.#store = store;
    this.#quadsMax = quadsMax;
  }

  /** The store with every change so far; carried out only now, since one change alone needs no carrying out. */
  get store(): GraphStore {
    this.#settle((touched) => touched.isThere);
    return this.#store;
  }

  /** Takes lines of N-Quads away, then adds some. Refuses what passes the bound. */
  change(removed: readonly string[], added: readonly string[]): void {
    const unknown = [...new Set([...removed, ...added])].filter((line) => !this.#touched.has(line));
    if (unknown.length > 2 * this.#quadsMax) throw tooLarge(this.#quadsMax);
    const present = presentIn(this.#store, unknown);
    for (const line of unknown) {
      const wasThere = present.has(line);
      this.#touched.set(line, { wasThere, inStore: wasThere, isThere: wasThere });
    }
    for (const line of removed) this.#touched.get(line)!.isThere = false;
    for (const line of added) this.#touched.get(line)!.isThere = true;
    let changed = 0;
    for (const { wasThere, isThere } of this.#touched.values()) if (wasThere !== isThere) changed += 1;
    if (changed > this.#quadsMax) throw tooLarge(this.#quadsMax);
  }

  /** What all changes come to. */
  delta(): UpdateDelta {
    const lines = (wanted: (touched: Touched) => boolean): string =>
      [...this.#touched].flatMap(([line, touched]) => (wanted(touched) ? [line] : [])).join('');
    return {
      removed: lines(({ wasThere, isThere }) => wasThere && !isThere),
      added: lines(({ wasThere, isThere }) => !wasThere && isThere),
    };
  }

  /** Takes everything back. */
  undo(): void {
    this.#settle((touched) => touched.wasThere);
  }

  /** Brings the store to where each line should be. */
  #settle(wanted: (touched: Touched) => boolean): void {
    const changes = [...this.#touched].filter(([, touched]) => touched.inStore !== wanted(touched));
    for (const isThere of [false, true]) {
      const lines = changes.flatMap(([line, touched]) => (wanted(touched) === isThere ? [line] : []));
      if (lines.length > 0) putLines(this.#store, lines, isThere);
    }
    for (const [, touched] of changes) touched.inStore = wanted(touched);
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
