import oxigraph from 'oxigraph';
import { canonicalIri } from '../../core/canonical-iri.ts';
import { limits } from '../../core/limits.ts';
import type { UpdateDelta } from '../../ports.ts';
import { GraphRefused } from './refused.ts';
import type { GraphStore } from './store-set.ts';

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

  constructor(store: GraphStore) {
    this.store = store;
  }

  /** Puts a quad where it should be, or not be. Refuses what passes the bound of one update. */
  set(found: Quad, isThere: boolean): void {
    const quad = canonical(found);
    const key = quad.toString();
    let touched = this.#touched.get(key);
    if (!touched) {
      const wasThere = this.store.has(quad);
      if (wasThere === isThere) return;
      if (this.#touched.size >= limits.updateQuadsMax) throw tooLarge();
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

const { namedNode, quad: quadOf } = oxigraph;

function checked<T extends { termType: string; value: string }>(term: T): T {
  const isIri = term.termType === 'NamedNode';
  const max = isIri ? limits.iriMax : limits.literalMax;
  if (term.value.length > max) {
    throw new GraphRefused('invalid-argument', `${isIri ? 'An IRI' : 'A literal'} is longer than ${max} characters.`);
  }
  return isIri && canonicalIri(term.value) !== term.value ? (namedNode(canonicalIri(term.value)) as never) : term;
}

/** The quad with the names that the data has; refuses terms that are too long. */
function canonical(quad: Quad): Quad {
  const terms = [checked(quad.subject), checked(quad.predicate), checked(quad.object), checked(quad.graph)] as const;
  const same = terms[0] === quad.subject && terms[1] === quad.predicate && terms[2] === quad.object && terms[3] === quad.graph;
  return same ? quad : quadOf(...terms);
}

const tooLarge = (): GraphRefused =>
  new GraphRefused(
    'too-large',
    `It changes more than ${limits.updateQuadsMax} quads, the bound of one write. Do it in parts, or empty the namespace with DeleteNamespaceData.`,
  );

/** An empty store for intermediate results. */
export const scratchStore = (): GraphStore => new oxigraph.Store();
