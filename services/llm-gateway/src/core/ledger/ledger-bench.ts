import {
  type HoldCommand,
  type LedgerBounds,
  type LedgerCommand,
  type LedgerEvent,
  type LedgerState,
  type MintCommand,
  type WindowKind,
  balanceOf,
  createCalendar,
  createLedgerCore,
  defaultBounds,
} from './index.ts';

export const HOUR_MS = 3_600_000;
export const START_MS = Date.UTC(2026, 6, 30, 20);
export const calendar = createCalendar('Europe/Vienna');

/** For tests. A ledger under test: decides, applies, remembers its events and when they happened. */
export class Bench {
  readonly core: ReturnType<typeof createLedgerCore>;
  state: LedgerState;
  nowMs = START_MS;
  readonly events: { event: LedgerEvent; atMs: number }[] = [];

  constructor(bounds: LedgerBounds = defaultBounds) {
    this.core = createLedgerCore({ calendar, bounds });
    this.state = this.core.initial();
  }

  do(command: LedgerCommand): ReturnType<Bench['core']['decide']> {
    const before = this.core.decide(this.state, command, this.nowMs);
    if (before.ok) {
      for (const event of before.events) {
        this.core.apply(this.state, event, { atMs: this.nowMs });
        this.events.push({ event, atMs: this.nowMs });
      }
    }
    return before;
  }

  /** The state that a restart would find. */
  replayed(): LedgerState {
    const state = this.core.initial();
    for (const { event, atMs } of this.events) this.core.apply(state, JSON.parse(JSON.stringify(event)) as LedgerEvent, { atMs });
    return state;
  }
}

export const mint = (changes: Partial<MintCommand> = {}): MintCommand => ({
  kind: 'mint',
  leaseId: 't-1.1',
  keyHash: `hash-${changes.leaseId ?? 't-1.1'}`,
  missionId: 'm-1',
  project: 'p-1',
  agentId: 'a-1',
  allowedModels: [],
  reserveNanoUsd: 0,
  missionLimitNanoUsd: 0,
  expiresMs: START_MS + 1_000 * HOUR_MS,
  ...changes,
});

export const hold = (requestId: string, amountNanoUsd: number, changes: Partial<HoldCommand> = {}): HoldCommand => ({
  kind: 'hold',
  requestId,
  keyHash: 'hash-t-1.1',
  model: 'x',
  upstream: 'u',
  amountNanoUsd,
  scripted: false,
  priceVersion: 'v',
  haltKnown: true,
  ...changes,
});

export const settle = (requestId: string, costNanoUsd: number | undefined): LedgerCommand => ({
  kind: 'settle',
  settlement: {
    requestId,
    inputTokens: 1,
    cachedTokens: 0,
    outputTokens: 1,
    costNanoUsd,
    estimated: false,
    outcome: 'ok',
    latencyMs: 1,
  },
});

export const limit = (scope: string, limitNanoUsd: number, window: WindowKind = 'total'): LedgerCommand => ({
  kind: 'set-limit',
  scope,
  window,
  limitNanoUsd,
  hard: true,
  by: 'operator',
});

export const total = (bench: Bench, scope: string) => ({ ...balanceOf(bench.state.accounts.get(scope), 'total') });
