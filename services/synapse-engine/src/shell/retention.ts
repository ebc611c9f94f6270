import { type RetentionRule, retentionUpdate } from '../core/retention-update.ts';
import type { Synapse } from './synapse.ts';
import { runUpdate } from './write-batch.ts';

/** Updates of one rule in one round; the rest waits for the next round. */
const UPDATES_MAX = 1_000;

/**
 * Forgets what the rules say, now and every `everyMs`; one rule after the other, in small updates between which others write.
 * Returns the way to stop, which waits for the update under way.
 */
export function startRetention(synapse: Synapse, rules: readonly RetentionRule[], everyMs: number): () => Promise<void> {
  const stopping = new AbortController();
  const signal = AbortSignal.any([stopping.signal, synapse.stopping]);
  let round = Promise.resolve();
  const run = (): void => {
    round = round.then(() => forgetAll(synapse, rules, signal));
  };
  if (rules.length > 0) run();
  const timer = rules.length > 0 ? setInterval(run, everyMs).unref() : undefined;
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await round;
  };
}

async function forgetAll(synapse: Synapse, rules: readonly RetentionRule[], signal: AbortSignal): Promise<void> {
  for (const rule of rules) {
    try {
      const removed = await forget(synapse, rule, signal);
      if (removed > 0) synapse.log.info({ ...rule, removed }, 'facts past their retention were forgotten');
    } catch (error) {
      if (signal.aborted) return;
      synapse.log.warn({ err: error, ...rule }, 'retention could not be applied; it is tried again in the next round');
    }
  }
}

async function forget(synapse: Synapse, rule: RetentionRule, signal: AbortSignal): Promise<number> {
  const text = retentionUpdate(rule, Date.now());
  let sum = 0;
  for (let count = 0; count < UPDATES_MAX && !signal.aborted; count += 1) {
    const { removed } = await runUpdate(synapse, { principal: undefined, namespace: rule.namespace, text }, signal);
    if (removed === 0) break;
    sum += removed;
  }
  return sum;
}
