import type { Facts } from './facts.ts';

export type Verdict = 'pass' | 'deny' | 'hold' | 'halt' | 'not-assessed';

export interface Judgement {
  readonly verdict: Verdict;
  /** In words and digests, never a secret. */
  readonly evidence: string;
}

/** One check of the table in docs/compliance.md: what it shows, by which evidence, and what its failure does. */
export interface Check {
  readonly number: number;
  readonly name: string;
  /** SP 800-53 rev 5. */
  readonly controls: readonly string[];
  /** SP 800-218. */
  readonly ssdf: string;
  readonly aiRmf: string;
  readonly evidence: string;
  /** What a failure does to the step. */
  readonly effect: 'deny' | 'hold' | 'halt' | 'suspend';
  judge(facts: Facts): Judgement;
}

/** The verdicts of all checks on one step, as recorded in the event of that step. */
export interface ComplianceRecord {
  readonly step: string;
  /** Hash of the workflow, which holds the policy that was applied. */
  readonly policyHash: string;
  readonly verdicts: readonly (readonly [check: number, verdict: Verdict, evidence: string])[];
  readonly notAssessed: readonly number[];
}

/** The condition holds. */
export const pass = (evidence: string): Judgement => ({ verdict: 'pass', evidence });

/** There is no evidence to judge by. */
export const notAssessed = (evidence: string): Judgement => ({ verdict: 'not-assessed', evidence });

/** Passes when the condition holds, and has the given effect where it does not. */
export const passIf = (condition: boolean, effect: 'deny' | 'hold' | 'halt', evidence: string): Judgement => ({
  verdict: condition ? 'pass' : effect,
  evidence,
});

/** Takes over what the workspace-service found; whatever it did not find, or says in other words, is not assessed. */
export function gateJudgement(facts: Facts, check: number): Judgement {
  const found = facts.gate?.[check];
  if (!found) return notAssessed('no gate has judged this');
  const known = found.verdict === 'pass' || found.verdict === 'deny' || found.verdict === 'hold' || found.verdict === 'halt';
  return known
    ? { verdict: found.verdict as Verdict, evidence: found.evidence }
    : notAssessed(found.evidence || 'the gate did not assess it');
}
