import type { CallContext } from '@panal/kernel/runtime';
import { type ReasoningRequest, type ReasoningResponse, ReasoningStrategy } from '@panal/shared-types/synapse';
import { applyReasoning as reason, inferredGraph } from '../shell/apply-reasoning.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';

/** What follows from a namespace by RDFS or OWL 2 RL, in a graph of its own (`materialize`) or only counted. `NONE` removes it. */
export async function applyReasoning(
  synapse: Synapse,
  request: ReasoningRequest,
  { signal }: CallContext,
): Promise<ReasoningResponse> {
  const namespace = requireNamespace(request.namespace);
  const strategy = strategyOf(request.strategy);
  const materialise = request.materialize || strategy === 'none';
  const { inferred, added, removed } = await reason(synapse, { namespace, strategy, materialise }, signal);
  const written = `${inferredGraph.slice(1, -1)}: ${added} added, ${removed} removed.`;
  return {
    success: true,
    triplesInferred: inferred,
    message: materialise ? written : 'Counted only; set materialize to keep them.',
  };
}

function strategyOf(strategy: ReasoningStrategy): 'none' | 'rdfs' | 'owl-rl' {
  if (strategy === ReasoningStrategy.OWLRL) return 'owl-rl';
  return strategy === ReasoningStrategy.RDFS ? 'rdfs' : 'none';
}
