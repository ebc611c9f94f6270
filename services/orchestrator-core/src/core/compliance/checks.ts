import { agentAuthenticated } from './agent-authenticated.ts';
import { agentRegistered } from './agent-registered.ts';
import { allowedPaths } from './allowed-paths.ts';
import { approverAuthorised } from './approver-authorised.ts';
import { auditDurableFirst } from './audit-durable-first.ts';
import { budgetReserved } from './budget.ts';
import { chainVerifies } from './chain-verifies.ts';
import { dependencyChange } from './dependency-change.ts';
import { digestChain } from './digest-chain.ts';
import { egress } from './egress.ts';
import { goldenRulesDelivered } from './golden-rules-delivered.ts';
import { humanApproval } from './human-approval.ts';
import { independentReview } from './independent-review.ts';
import { inputTagged } from './input-tagged.ts';
import { killSwitch } from './kill-switch.ts';
import { legalTransition } from './legal-transition.ts';
import { loopLimits } from './loop-limits.ts';
import { modelApproved } from './model-approved.ts';
import { noSecrets } from './no-secrets.ts';
import { permissionsHeld } from './permissions-held.ts';
import { ranInSandbox } from './ran-in-sandbox.ts';
import { repeatedDenials } from './repeated-denials.ts';
import { separationOfDuties } from './separation-of-duties.ts';
import { staticScan } from './static-scan.ts';
import { testsRun } from './tests-run.ts';
import type { Check, ComplianceRecord, Verdict } from './check.ts';
import type { Facts } from './facts.ts';

/** Every check, in the order of its number (1 to 25). */
export const checks: readonly Check[] = [
  agentAuthenticated,
  agentRegistered,
  permissionsHeld,
  legalTransition,
  separationOfDuties,
  humanApproval,
  approverAuthorised,
  goldenRulesDelivered,
  testsRun,
  staticScan,
  independentReview,
  noSecrets,
  allowedPaths,
  dependencyChange,
  ranInSandbox,
  egress,
  inputTagged,
  budgetReserved,
  modelApproved,
  loopLimits,
  killSwitch,
  auditDurableFirst,
  chainVerifies,
  digestChain,
  repeatedDenials,
];

/** The check of a number. */
export const checkOf = (number: number): Check | undefined => checks[number - 1];

/** Judges every check on one step; facts that are missing make theirs `not-assessed`. */
export function assess(step: string, policyHash: string, facts: Facts): ComplianceRecord {
  const verdicts: (readonly [number, Verdict, string])[] = [];
  const notAssessed: number[] = [];
  for (const check of checks) {
    const { verdict, evidence } = check.judge(facts);
    if (verdict === 'not-assessed') notAssessed.push(check.number);
    else verdicts.push([check.number, verdict, evidence]);
  }
  return { step, policyHash, verdicts, notAssessed };
}

export interface Objection {
  readonly effect: 'deny' | 'hold' | 'halt';
  readonly check: number;
  /** The check's name and evidence. */
  readonly reason: string;
}

const severity = { halt: 3, deny: 2, hold: 1 } as const;

/** The gravest verdict that stands in the way of a step, or undefined when none does. */
export function objectionOf(record: ComplianceRecord): Objection | undefined {
  let worst: Objection | undefined;
  for (const [number, verdict, evidence] of record.verdicts) {
    if (verdict === 'pass' || verdict === 'not-assessed') continue;
    if (worst && severity[worst.effect] >= severity[verdict]) continue;
    worst = { effect: verdict, check: number, reason: `check ${number} (${checkOf(number)?.name ?? ''}): ${evidence}` };
  }
  return worst;
}
