/**
 * Limits as people write them in Synapse:
 *
 * | triple                                    | means                                                                      |
 * |-------------------------------------------|----------------------------------------------------------------------------|
 * | `swarm:Finance swarm:maxBudget 25.0`      | the global limit, US dollars                                                |
 * | `?b swarm:maxBudget 5.5`                  | the limit of the scope that `?b` names                                      |
 * | `?b swarm:scope "project:shop"`           | that scope: a text as in the command line, or the IRI of a project, agent … |
 * | `?b swarm:period "daily"`                 | `daily`, `monthly` or `total`; without it `total`                           |
 * | `?b swarm:hard false`                     | warns only; without it a limit is hard                                      |
 *
 * Whatever can't be read is reported and changes nothing. Two limits of one scope and period: the lower one counts.
 */
import { type WindowKind, parseScope, scopeKinds, scopeOf, windowKinds } from './ledger/index.ts';

/** One row of the query: the values of its terms. */
export interface BudgetRow {
  readonly subject: string;
  readonly amount: string;
  readonly period: string | undefined;
  readonly scope: { readonly value: string; readonly isIri: boolean } | undefined;
  readonly hard: string | undefined;
}

export interface SynapseBudget {
  readonly scope: string;
  readonly window: WindowKind;
  readonly limitNanoUsd: number;
  readonly hard: boolean;
}

export interface ReadBudgets {
  readonly budgets: readonly SynapseBudget[];
  /** What was wrong, by subject; one text for each. */
  readonly problems: readonly string[];
}

const FINANCE = ['http://swarm.os/ontology/Finance', 'http://swarm.os/Finance'];
const ENTITY = /^http:\/\/swarm\.os\/(?:ontology\/)?([a-z]+)\/(.+)$/;
const AMOUNT = /^\+?(\d{1,9})(?:\.(\d*))?$/;
const NANO_DIGITS = 9;
const TEXT_MAX = 100;

/** Reads limits out of the rows of a query; exact, since amounts are never floating-point numbers on the way. */
export function readBudgets(rows: readonly BudgetRow[]): ReadBudgets {
  const budgets = new Map<string, SynapseBudget>();
  const problems = new Set<string>();
  for (const row of rows) {
    const read = readBudget(row);
    if (typeof read === 'string') {
      problems.add(`${cut(row.subject)}: ${read}`);
      continue;
    }
    const name = `${read.window} ${read.scope}`;
    const known = budgets.get(name);
    if (known && (known.limitNanoUsd !== read.limitNanoUsd || known.hard !== read.hard)) {
      problems.add(
        `${cut(row.subject)}: there are several ${read.window} limits of ${read.scope || 'global'}; the lowest counts`,
      );
    }
    if (!known || isStricter(read, known)) budgets.set(name, read);
  }
  return { budgets: [...budgets.values()], problems: [...problems] };
}

const isStricter = (one: SynapseBudget, other: SynapseBudget): boolean =>
  one.hard === other.hard ? one.limitNanoUsd < other.limitNanoUsd : one.hard;

function readBudget(row: BudgetRow): SynapseBudget | string {
  const limitNanoUsd = readAmount(row.amount.trim());
  if (limitNanoUsd === undefined) return `"${cut(row.amount)}" is no amount of dollars from 0, with at most 9 decimals`;
  const window = windowKinds.find((kind) => kind === (row.period ?? 'total'));
  if (!window) return `"${cut(row.period ?? '')}" is no period; use daily, monthly or total`;
  const scope = readScope(row);
  if (scope === undefined) return `it names no scope; use swarm:scope "global", "project:X", "agent:X" …`;
  if (row.hard !== undefined && !['true', 'false', '1', '0'].includes(row.hard)) return `swarm:hard must be true or false`;
  return { scope, window, limitNanoUsd, hard: row.hard !== 'false' && row.hard !== '0' };
}

function readAmount(text: string): number | undefined {
  const match = AMOUNT.exec(text);
  if (!match) return undefined;
  const decimals = (match[2] ?? '').replace(/0+$/, '');
  if (decimals.length > NANO_DIGITS) return undefined;
  const nano = BigInt(match[1]!) * 10n ** BigInt(NANO_DIGITS) + BigInt(decimals.padEnd(NANO_DIGITS, '0'));
  return nano <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(nano) : undefined;
}

function readScope({ subject, scope }: BudgetRow): string | undefined {
  if (!scope) return FINANCE.includes(subject) ? '' : undefined;
  if (FINANCE.includes(scope.value)) return '';
  if (!scope.isIri) return parseScope(scope.value);
  const [, kind = '', name = ''] = ENTITY.exec(scope.value) ?? [];
  const known = scopeKinds.find((candidate) => candidate === kind);
  return known && parseScope(scopeOf(known, decoded(name)));
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Text of others in a log line: short, and without control characters. */
const cut = (text: string): string => text.replaceAll(/\p{Cc}/gu, '?').slice(0, TEXT_MAX);
