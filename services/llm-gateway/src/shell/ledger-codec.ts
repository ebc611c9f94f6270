import { type EventCodec, jsonEventCodec } from '@panal/journal';
import type { LedgerEvent } from '../core/ledger/index.ts';

type Held = Extract<LedgerEvent, { kind: 'held' }>;
type Settled = Extract<LedgerEvent, { kind: 'settled' }>;

const KNOWN_TEXTS_MAX = 1_000;
const decoder = new TextDecoder('utf-8', { fatal: true });
/** Version 1 had every event as an object with its names; those are read as they are. */
const plain = jsonEventCodec<LedgerEvent>({ version: 2, upgrade: (event) => event });

/**
 * The codec of the ledger's journal. The two events that each request writes are lists without names: `{"v":2,"h":[…]}` (held) and
 * `{"v":2,"s":[…]}` (settled), the parts that a key repeats last and encoded once; a third `x` holds fields that the lists don't
 * have. All others are `{"v":2,"e":{…}}`.
 */
export const ledgerCodec: EventCodec<LedgerEvent> = {
  encode(event) {
    if (event.kind === 'held') return encodeHeld(event);
    return event.kind === 'settled' ? encodeSettled(event) : plain.encode(event);
  },
  decode(bytes) {
    // The ninth byte is the name of the body.
    const name = bytes[8];
    if (name !== HELD_BYTE && name !== SETTLED_BYTE) return plain.decode(bytes);
    const read = JSON.parse(decoder.decode(bytes)) as { v: unknown; h?: HeldList; s?: SettledList; x?: object };
    // Of another version: the plain codec says so.
    if (read.v !== 2) return plain.decode(bytes);
    return (read.h ? { ...heldOf(read.h), ...read.x } : { ...settledOf(read.s!), ...read.x }) as LedgerEvent;
  },
};

const HELD_BYTE = 'h'.charCodeAt(0);
const SETTLED_BYTE = 's'.charCodeAt(0);

/** Whether a record of this version is a hold, without reading it: nearly half of all are. */
export const isHold = (bytes: Uint8Array): boolean => bytes[8] === HELD_BYTE;

type HeldList = [string, number, string, string, string, string, string, string, boolean];
type SettledList = [
  ...[string, number, number, number, number, boolean, Settled['outcome'], number],
  ...[string, string, string, string, string, string, string, boolean, string],
];

const heldOf = ([requestId, amountNanoUsd, leaseId, model, upstream, day, month, priceVersion, scripted]: HeldList): Held => ({
  kind: 'held',
  requestId,
  leaseId,
  model,
  upstream,
  amountNanoUsd,
  windows: { day, month },
  scripted,
  priceVersion,
});

function settledOf(list: SettledList): Settled {
  const [requestId, inputTokens, cachedTokens, outputTokens, costNanoUsd, estimated, outcome, latencyMs, ...repeated] = list;
  const [leaseId, missionId, project, agentId, model, upstream, priceVersion, scripted, day] = repeated;
  const used = { inputTokens, cachedTokens, outputTokens, costNanoUsd, estimated, outcome, latencyMs };
  return {
    kind: 'settled',
    requestId,
    leaseId,
    missionId,
    project,
    agentId,
    model,
    upstream,
    ...used,
    priceVersion,
    scripted,
    day,
  };
}

const HELD_NAMES = new Set(Object.keys(heldOf(['', 0, '', '', '', '', '', '', false])));
const SETTLED_NAMES = new Set(Object.keys(settledOf(['', 0, 0, 0, 0, false, 'ok', 0, '', '', '', '', '', '', '', false, ''])));

function encodeHeld(event: Held): Uint8Array {
  const { requestId, amountNanoUsd } = event;
  return Buffer.from(`{"v":2,"h":[${quoted(requestId)},${amountNanoUsd},${heldTexts.of(event)}]${others(event, HELD_NAMES)}}`);
}

function encodeSettled(event: Settled): Uint8Array {
  const { requestId, inputTokens, cachedTokens, outputTokens, costNanoUsd, estimated, outcome, latencyMs } = event;
  const used = `${inputTokens},${cachedTokens},${outputTokens},${costNanoUsd},${estimated},"${outcome}",${latencyMs}`;
  const text = `{"v":2,"s":[${quoted(requestId)},${used},${settledTexts.of(event)}]${others(event, SETTLED_NAMES)}}`;
  return Buffer.from(text);
}

const SIMPLE = /^[\w-]*$/;
const quoted = (text: string): string => (SIMPLE.test(text) ? `"${text}"` : JSON.stringify(text));

/** `,"x":{…}` with the fields that a list doesn't have, or nothing. */
function others(event: object, names: ReadonlySet<string>): string {
  let rest = '';
  for (const name in event) {
    if (names.has(name)) continue;
    const value = (event as Record<string, unknown>)[name];
    const text = Number.isFinite(value) ? String(value as number) : JSON.stringify(value);
    // As JSON has it: what is undefined is left out.
    if (text !== undefined) rest += `${rest === '' ? '' : ','}${quoted(name)}:${text}`;
  }
  return rest === '' ? '' : `,"x":{${rest}}`;
}

/** The text of what consecutive requests of a key have in common. At most 1,000 keys, then all are forgotten. */
class RepeatedTexts<Event extends { readonly leaseId: string }> {
  readonly #known = new Map<string, { readonly event: Event; readonly text: string }>();
  readonly #parts: (event: Event) => readonly unknown[];
  readonly #same: (one: Event, other: Event) => boolean;

  constructor(parts: (event: Event) => readonly unknown[], same: (one: Event, other: Event) => boolean) {
    this.#parts = parts;
    this.#same = same;
  }

  of(event: Event): string {
    const known = this.#known.get(event.leaseId);
    if (known && this.#same(known.event, event)) return known.text;
    if (this.#known.size >= KNOWN_TEXTS_MAX) this.#known.clear();
    const text = JSON.stringify(this.#parts(event)).slice(1, -1);
    this.#known.set(event.leaseId, { event, text });
    return text;
  }
}

const heldTexts = new RepeatedTexts<Held>(
  ({ leaseId, model, upstream, windows, priceVersion, scripted }) => [
    ...[leaseId, model, upstream, windows.day, windows.month, priceVersion],
    scripted,
  ],
  (one, other) =>
    one.model === other.model &&
    one.upstream === other.upstream &&
    one.windows.day === other.windows.day &&
    one.windows.month === other.windows.month &&
    one.priceVersion === other.priceVersion &&
    one.scripted === other.scripted,
);

const settledTexts = new RepeatedTexts<Settled>(
  ({ leaseId, missionId, project, agentId, model, upstream, priceVersion, scripted, day }) => [
    ...[leaseId, missionId, project, agentId, model, upstream, priceVersion],
    ...[scripted, day],
  ],
  (one, other) =>
    one.model === other.model &&
    one.upstream === other.upstream &&
    one.day === other.day &&
    one.missionId === other.missionId &&
    one.project === other.project &&
    one.agentId === other.agentId &&
    one.priceVersion === other.priceVersion &&
    one.scripted === other.scripted,
);
