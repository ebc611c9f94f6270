/** How scores of several kinds become one order. Pure. */

export interface Scored {
  readonly iri: string;
  readonly score: number;
}

/** How much a step away from a hit takes off its score. */
const DECAY_PER_STEP = 0.5;
/** Text and vector count alike: there is no labelled set of ours yet that would say otherwise. */
const TEXT_WEIGHT = 0.5;

function best(into: Map<string, number>, iri: string, score: number): void {
  if (score > (into.get(iri) ?? 0)) into.set(iri, score);
}

const sorted = (scores: ReadonlyMap<string, number>, limit: number): Scored[] =>
  [...scores]
    .map(([iri, score]) => ({ iri, score }))
    .toSorted((a, b) => b.score - a.score || (a.iri < b.iri ? -1 : 1))
    .slice(0, limit);

/** Scores as parts of the best one, 0 to 1. */
export function relative(hits: readonly Scored[]): Scored[] {
  const top = hits.reduce((max, { score }) => Math.max(max, score), 0);
  return top > 0 ? hits.map(({ iri, score }) => ({ iri, score: score / top })) : [];
}

/** Hits of text and of vectors in one order: the weighted sum of both, each relative to its best. */
export function fused(text: readonly Scored[], vector: readonly Scored[], limit: number): Scored[] {
  const scores = new Map<string, number>();
  const add = (hits: readonly Scored[], weight: number): void => {
    for (const { iri, score } of relative(hits)) scores.set(iri, (scores.get(iri) ?? 0) + weight * score);
  };
  add(text, TEXT_WEIGHT);
  add(vector, 1 - TEXT_WEIGHT);
  return sorted(scores, limit);
}

export interface Reached {
  readonly seed: Scored;
  readonly neighbours: readonly { readonly iri: string; readonly depth: number }[];
}

/** Hits and what lies around them: a node's score is the best of its own and of what reaches it, halved with each step. */
export function expanded(hits: readonly Scored[], reached: readonly Reached[], limit: number): Scored[] {
  const scores = new Map<string, number>();
  for (const { iri, score } of hits) best(scores, iri, score);
  for (const { seed, neighbours } of reached) {
    for (const { iri, depth } of neighbours) best(scores, iri, seed.score * DECAY_PER_STEP ** depth);
  }
  return sorted(scores, limit);
}
