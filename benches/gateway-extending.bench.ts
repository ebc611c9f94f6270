// `npm run bench -- gateway-extending [--streams N] [--rounds N]`
//
// How far extending holds can be overspent (docs/gateway.md): the real ledger core and the real extension rule under simulated
// upstreams, in virtual time. Streams share one budget that has room for a part of them. Each upstream makes tokens at its speed;
// they arrive after a delay, and a cancellation takes as long to be noticed; what it made by then is billed. Shown is what was billed
// of the budget in the worst of all rounds, for ordinary text (4 bytes a token) and for the worst there is (1 byte a token).
import { parseArgs } from 'node:util';
import { createCalendar, createLedgerCore, defaultBounds } from '../services/llm-gateway/src/core/ledger/index.ts';
import { HoldExtension, firstStretch } from '../services/llm-gateway/src/core/hold-extension.ts';

const { values } = parseArgs({
  options: { streams: { type: 'string', default: '40' }, rounds: { type: 'string', default: '20' } },
});
const streams = Number(values.streams);
const rounds = Number(values.rounds);
const STEP_MS = 5;
const TOKENS_OF_A_STREAM = 8_192;
/** A token costs one unit; a budget holds the whole output of a quarter of the streams. */
const LIMIT = (TOKENS_OF_A_STREAM * streams) / 4;
const START_MS = Date.UTC(2026, 0, 1);

interface Scene {
  readonly tokensPerSecond: number;
  readonly delayMs: number;
  readonly bytesPerToken: number;
  readonly lagMs: number;
  readonly marginTokensMin: number;
}

interface Stream {
  readonly id: string;
  readonly startsMs: number;
  readonly tokens: number;
  readonly extension: HoldExtension;
  stopsMs: number;
  over: boolean;
}

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const core = createLedgerCore({ calendar: createCalendar('UTC'), bounds: defaultBounds });

/** One round; returns what was billed as a part of the limit. */
function play(scene: Scene, seed: number): number {
  const state = core.initial();
  const random = randomFrom(seed);
  let nowMs = 0;
  const run = (command: Parameters<typeof core.decide>[1]): boolean => {
    const decision = core.decide(state, command, START_MS + nowMs);
    if (decision.ok) for (const event of decision.events) core.apply(state, event, { atMs: START_MS + nowMs });
    return decision.ok;
  };
  run({ kind: 'set-limit', scope: '', window: 'total', limitNanoUsd: LIMIT, hard: true, by: 'bench' });
  const ids = { missionId: 'm', project: 'p', agentId: 'a', allowedModels: [] };
  run({ kind: 'mint', leaseId: 'l', keyHash: 'h', ...ids, reserveNanoUsd: 0, missionLimitNanoUsd: 0, expiresMs: START_MS * 2 });
  const terms = { ...scene, outputTokensTotalMax: TOKENS_OF_A_STREAM };
  const call = { keyHash: 'h', model: 'm', upstream: 'u', scripted: false, priceVersion: 'v', haltKnown: true };
  const made = (stream: Stream, atMs: number): number =>
    Math.max(
      0,
      Math.min(stream.tokens, Math.floor(((Math.min(atMs, stream.stopsMs) - stream.startsMs) * scene.tokensPerSecond) / 1000)),
    );
  const live: Stream[] = [];
  const ended: Stream[] = [];
  for (let index = 0; index < streams; index += 1) {
    const id = `r-${index}`;
    if (!run({ kind: 'hold', requestId: id, amountNanoUsd: firstStretch(terms), ...call })) continue;
    const startsMs = Math.floor(random() * 200);
    const tokens = Math.ceil(TOKENS_OF_A_STREAM * (0.5 + random() / 2));
    live.push({ id, startsMs, tokens, extension: new HoldExtension(terms, startsMs), stopsMs: Infinity, over: false });
  }
  const settle = (stream: Stream, costNanoUsd: number): void => {
    const record = { inputTokens: 0, cachedTokens: 0, outputTokens: 0, estimated: false, latencyMs: 0 };
    run({ kind: 'settle', settlement: { ...record, requestId: stream.id, costNanoUsd, outcome: 'ok' } });
    stream.over = true;
    ended.push(stream);
  };
  for (; ended.length < live.length; nowMs += STEP_MS) {
    for (const stream of live) {
      if (stream.over) continue;
      const arrived = made(stream, nowMs - scene.delayMs);
      if (arrived >= stream.tokens) {
        settle(stream, stream.tokens);
        continue;
      }
      const due = stream.extension.due(arrived * scene.bytesPerToken, nowMs);
      if (due === undefined) continue;
      if (run({ kind: 'extend-hold', requestId: stream.id, amountNanoUsd: due })) stream.extension.extended(due);
      else {
        stream.stopsMs = nowMs + scene.delayMs;
        // As the cancel rule "delivered" charges: a token for each byte, and its margin, never above the hold.
        settle(stream, Math.min(state.holds.get(stream.id)!.amountNanoUsd, arrived * scene.bytesPerToken + 256));
      }
    }
  }
  return live.reduce((sum, stream) => sum + made(stream, Infinity), 0) / LIMIT;
}

const measured: (Scene & { readonly billedOfBudget: number })[] = [];

function worst(scene: Scene): string {
  let billed = 0;
  for (let seed = 1; seed <= rounds; seed += 1) billed = Math.max(billed, play(scene, seed));
  measured.push({ ...scene, billedOfBudget: Math.round(billed * 1000) / 1000 });
  return `${(billed * 100).toFixed(1)} %`;
}

const rates = [50, 250, 1_250, 5_000];
console.log(`${streams} streams on a budget for ${streams / 4} of them; worst of ${rounds} rounds, billed of the budget\n`);
for (const bytesPerToken of [4, 1]) {
  console.log(`${bytesPerToken} byte${bytesPerToken > 1 ? 's' : ''} a token`);
  console.log(['margin, lag set', 'delay each way', ...rates.map((rate) => `${rate}/s`)].map((cell) => cell.padEnd(18)).join(''));
  for (const [marginTokensMin, lagMs] of [
    [40, 0],
    [256, 0],
    [256, 500],
    [256, 2_000],
  ] as const) {
    for (const delayMs of [20, 100, 500]) {
      const cells = rates.map((tokensPerSecond) => worst({ tokensPerSecond, delayMs, bytesPerToken, lagMs, marginTokensMin }));
      console.log([`${marginTokensMin}, ${lagMs} ms`, `${delayMs} ms`, ...cells].map((cell) => cell.padEnd(18)).join(''));
    }
  }
  console.log('');
}
console.log(JSON.stringify({ streams, rounds, measured }));
