import { reservationScopes } from './balances.ts';
import type { CreateKeyCommand, LedgerRefusal } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { LedgerEvent } from './events.ts';
import type { DecisionContext } from './rules.ts';
import { isName } from './scopes.ts';
import type { Lease, LedgerState, Limit } from './state.ts';
import { invalidRateLimits, isKeyName, keyLeaseId } from './virtual-keys.ts';
import type { WindowKind } from './windows.ts';

/** A key that never expires. */
export const NEVER_MS = Number.MAX_SAFE_INTEGER;
const MODELS_MAX = 100;

/** Creates a standalone key with its limits. The same name and settings again change nothing; the secret can't be shown twice. */
export function decideCreateKey(state: LedgerState, command: CreateKeyCommand, context: DecisionContext): Decision {
  const invalid = invalidKey(command, context.nowMs);
  if (invalid) return decline({ kind: 'invalid', message: invalid });
  const known = state.leases.get(keyLeaseId(command.name));
  if (known) return sameKey(state, known, command) ? approve([]) : decline(taken(known, command.name, context.nowMs));
  const { keysMax, accountsMax } = context.rules.bounds;
  if (liveKeys(state) >= keysMax) return decline({ kind: 'invalid', message: `there are ${keysMax} keys already; revoke some` });
  const scopes = [...reservationScopes(command), keyLeaseId(command.name)];
  if (state.accounts.size + scopes.filter((scope) => !state.accounts.has(scope)).length > accountsMax) {
    return decline({ kind: 'too-many-scopes', accountsMax });
  }
  return approve([mintedEvent(command, context), ...limitEvents(command)]);
}

function invalidKey(command: CreateKeyCommand, nowMs: number): string | undefined {
  if (!isKeyName(command.name)) return 'a key is named by 1 to 63 letters, digits, ".", "_" and "-"';
  for (const field of ['missionId', 'project', 'agentId'] as const) {
    if (command[field] !== '' && !isName(command[field])) return `${field} must be a name of 1 to 200 characters`;
  }
  if (command.allowedModels.length > MODELS_MAX || !command.allowedModels.every(isName)) {
    return `allowed models must be at most ${MODELS_MAX} names of 1 to 200 characters`;
  }
  if (command.expiresMs !== 0 && !(Number.isSafeInteger(command.expiresMs) && command.expiresMs > nowMs)) {
    return 'the expiry must be in the future';
  }
  if (new Set(command.limits.map(({ window }) => window)).size < command.limits.length) return 'each window may have one limit';
  const whole = command.limits.every(({ limitNanoUsd }) => Number.isSafeInteger(limitNanoUsd) && limitNanoUsd >= 0);
  return whole ? invalidRateLimits(command.rateLimits) : 'a limit must be a whole number of nano-USD, 0 or more';
}

const taken = ({ state, expiresMs }: Lease, name: string, nowMs: number): LedgerRefusal => ({
  kind: 'key-exists',
  name,
  why: state === 'live' && expiresMs > nowMs ? 'with other settings' : 'and has ended',
});

/** Whether a live key is what the command asks for. Its limits may have been changed since by command; they count as they are. */
function sameKey(state: LedgerState, lease: Lease, command: CreateKeyCommand): boolean {
  const limits: ReadonlyMap<WindowKind, Limit> =
    state.accounts.get(keyLeaseId(command.name))?.limits ?? new Map<WindowKind, Limit>();
  return (
    lease.state === 'live' &&
    lease.project === command.project &&
    lease.missionId === command.missionId &&
    lease.agentId === command.agentId &&
    lease.expiresMs === (command.expiresMs || NEVER_MS) &&
    sorted(lease.allowedModels) === sorted(command.allowedModels) &&
    rateText(lease.rateLimits) === rateText(command.rateLimits) &&
    limits.size === command.limits.length &&
    command.limits.every(({ window, limitNanoUsd, hard }) => {
      const limit = limits.get(window);
      return limit?.limitNanoUsd === limitNanoUsd && limit.hard === hard;
    })
  );
}

const sorted = (names: readonly string[]): string => names.toSorted().join('\n');

const rateText = (limits: Lease['rateLimits']): string =>
  [limits?.requestsPerMinute, limits?.tokensPerMinute, limits?.concurrentMax].join(' ');

function liveKeys(state: LedgerState): number {
  let count = 0;
  for (const { key, state: life } of state.leases.values()) if (key && life === 'live') count += 1;
  return count;
}

function mintedEvent(command: CreateKeyCommand, context: DecisionContext): LedgerEvent {
  const { name, prefix, keyHash, missionId, project, agentId, allowedModels, rateLimits } = command;
  return {
    kind: 'minted',
    leaseId: keyLeaseId(name),
    keyHash,
    missionId,
    project,
    agentId,
    allowedModels,
    reservedNanoUsd: 0,
    windows: context.rules.calendar.windowsAt(context.nowMs),
    expiresMs: command.expiresMs || NEVER_MS,
    ...(Object.keys(rateLimits).length > 0 ? { rateLimits } : {}),
    key: { name, prefix, createdBy: command.by },
  };
}

const limitEvents = ({ name, limits, by }: CreateKeyCommand): LedgerEvent[] =>
  limits.map((limit) => ({ ...limit, kind: 'limit-set', scope: keyLeaseId(name), setBy: 'operator', by }));
