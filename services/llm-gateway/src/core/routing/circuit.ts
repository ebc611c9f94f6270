/**
 * Whether something upstream (a deployment, or one of its API keys) is worth calling.
 *
 * | from      | event                                     | to        |                                                    |
 * |-----------|-------------------------------------------|-----------|----------------------------------------------------|
 * | closed    | a failure, `failuresMax` in a row          | open      | cools down for `coolDownMs`, or as long as it asks    |
 * | closed    | it says itself that it takes no more (429) | open      | likewise, at once                                     |
 * | open      | its time is over                           | half-open | one request may try                                   |
 * | half-open | that request is answered                   | closed    |                                                       |
 * | half-open | that request fails                         | open      | twice as long as before, at most `coolDownMaxMs`       |
 * | half-open | nothing is learned (the client left)       | half-open | the next one may try                                  |
 */
export interface Circuit {
  /** Failures since the last answer. */
  failures: number;
  /** Unix ms; 0: closed. */
  openUntilMs: number;
  /** How long it was closed off last. */
  coolDownMs: number;
  /** Whether the one request of half-open is under way. */
  probing: boolean;
}

export interface CircuitRules {
  readonly failuresMax: number;
  readonly coolDownMs: number;
  readonly coolDownMaxMs: number;
}

export type CircuitState = 'closed' | 'open' | 'half-open';

export const newCircuit = (): Circuit => ({ failures: 0, openUntilMs: 0, coolDownMs: 0, probing: false });

export function stateOf(circuit: Circuit, nowMs: number): CircuitState {
  if (circuit.openUntilMs === 0) return 'closed';
  return nowMs < circuit.openUntilMs ? 'open' : 'half-open';
}

/** Whether a request may be sent now. */
export const isReady = (circuit: Circuit, nowMs: number): boolean => {
  const state = stateOf(circuit, nowMs);
  return state === 'closed' || (state === 'half-open' && !circuit.probing);
};

/** Notes that a request is sent; of a half-open circuit it is the probe. Returns whether it is. */
export function beginCall(circuit: Circuit, nowMs: number): boolean {
  const probe = stateOf(circuit, nowMs) === 'half-open' && !circuit.probing;
  if (probe) circuit.probing = true;
  return probe;
}

/** It answered. The answer to a request from before it opened says nothing new. */
export function noteAnswer(circuit: Circuit, nowMs: number): void {
  if (stateOf(circuit, nowMs) === 'open') return;
  circuit.failures = 0;
  circuit.openUntilMs = 0;
  circuit.coolDownMs = 0;
  circuit.probing = false;
}

/** `waitMs`: how long the other side asked to be left alone, if it did. */
export interface Failure {
  readonly nowMs: number;
  /** One is enough: it said that it takes no more. */
  readonly certain: boolean;
  readonly waitMs: number | undefined;
}

export function noteFailure(circuit: Circuit, failure: Failure, rules: CircuitRules): void {
  const { nowMs, certain, waitMs } = failure;
  const state = stateOf(circuit, nowMs);
  circuit.failures += 1;
  // A late failure of a request that was sent before it opened says nothing new.
  if (state === 'open') return;
  if (state === 'closed' && !certain && circuit.failures < rules.failuresMax) return;
  const grown = state === 'half-open' ? circuit.coolDownMs * 2 : rules.coolDownMs;
  circuit.coolDownMs = Math.min(Math.max(grown, waitMs ?? 0, 1), rules.coolDownMaxMs);
  circuit.openUntilMs = nowMs + circuit.coolDownMs;
  circuit.probing = false;
}

/** The probe ended without telling anything. */
export function noteNothing(circuit: Circuit): void {
  circuit.probing = false;
}
