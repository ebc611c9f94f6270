import type { ContenderName } from './contenders.ts';
import type { Added, ManyStreams, Soak, Throughput } from './measure.ts';
import { type Translating, addedByTranslating } from './translating.ts';

/** All that was measured of one contender; what was not is absent. */
export interface Figures {
  cpuUsPerRequest?: number;
  /** 50 chunks, each written in a turn of its own, as fast as they come. */
  cpuUsPerStream?: number;
  /** 50 chunks, some milliseconds apart. */
  cpuUsPerPacedStream?: number;
  added?: Added;
  firstToken?: Added;
  oneCore?: Throughput | null;
  twoCores?: Throughput | null;
  residentMb?: number;
}

export type Results = Partial<Record<ContenderName, Figures>>;

export interface Bar {
  readonly bar: string;
  readonly seen: string;
  /** Undefined: not measured in this run. */
  readonly reached: boolean | undefined;
}

const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 100) / 100);
const shown = (value: number | undefined): string => (value === undefined ? '–' : String(rounded(value)));

const ratio = (over: number | undefined, under: number | undefined): number | undefined =>
  over === undefined || under === undefined ? undefined : over / under;

const rows: readonly (readonly [string, (figures: Figures) => number | undefined])[] = [
  ['CPU µs / request', (f) => f.cpuUsPerRequest],
  ['CPU µs / stream, at once', (f) => f.cpuUsPerStream],
  ['CPU µs / stream, paced', (f) => f.cpuUsPerPacedStream],
  ['added p50 ms', (f) => f.added?.p50Ms],
  ['added p99 ms', (f) => f.added?.p99Ms],
  ['first token p50 ms', (f) => f.firstToken?.p50Ms],
  ['first token p99 ms', (f) => f.firstToken?.p99Ms],
  ['requests/s, one core', (f) => f.oneCore?.perSecond],
  ['  of it busy', (f) => f.oneCore?.busyShare],
  ['requests/s, two cores', (f) => f.twoCores?.perSecond],
  ['  of them busy', (f) => f.twoCores?.busyShare],
  ['resident MiB', (f) => f.residentMb],
];

/** One row a figure, one column a contender; behind each its ratio to ours. */
export function table(results: Results): string {
  const names = Object.keys(results) as ContenderName[];
  const lines = [['', ...names.map((name) => name.padStart(20))]];
  for (const [label, of] of rows) {
    const ours = results.panal && of(results.panal);
    const cells = names.map((name) => {
      const value = of(results[name]!);
      const share = name.startsWith('panal') ? undefined : ratio(ours, value);
      return `${shown(value)}${share === undefined ? '' : ` (ours ${shown(share)}×)`}`.padStart(20);
    });
    if (names.some((name) => of(results[name]!) !== undefined)) lines.push([label, ...cells]);
  }
  return lines.map(([label, ...cells]) => `${label!.padEnd(26)}${cells.join('')}`).join('\n');
}

export interface Extras {
  readonly soak?: Soak | undefined;
  readonly many?: ManyStreams | undefined;
  readonly translating?: Translating | undefined;
  readonly booksAgree?: boolean;
}

const atMost = (bar: string, seen: number | undefined, most: number): Bar => ({
  bar,
  seen: shown(seen),
  reached: seen === undefined ? undefined : seen <= most,
});

/** Growth over the last half that counts as flat: a leak of one small object a request would be some 100 bytes. */
const FLAT_BYTES_PER_REQUEST = 16;

/** The bars of the gateway, and whether this run reached them. */
export function barsOf(results: Results, { soak, many, translating, booksAgree }: Extras): Bar[] {
  const { panal, nginx, portkey, 'pass-through': plain } = results;
  const perPortkey = ratio(portkey?.cpuUsPerRequest, panal?.cpuUsPerRequest);
  return [
    atMost('CPU per request ≤ 0.9 × the byte pass-through', ratio(panal?.cpuUsPerRequest, plain?.cpuUsPerRequest), 0.9),
    atMost('CPU per request ≤ 5 × nginx', ratio(panal?.cpuUsPerRequest, nginx?.cpuUsPerRequest), 5),
    { bar: 'CPU per request ≥ 12 × less than Portkey', seen: shown(perPortkey), reached: perPortkey && perPortkey >= 12 },
    atMost('CPU per stream ≤ 2.5 × nginx, at once', ratio(panal?.cpuUsPerStream, nginx?.cpuUsPerStream), 2.5),
    atMost('CPU per stream ≤ 2.5 × nginx, paced', ratio(panal?.cpuUsPerPacedStream, nginx?.cpuUsPerPacedStream), 2.5),
    atMost('added p50 ≤ 0.5 ms', panal?.added?.p50Ms, 0.5),
    atMost('added time to first token p50 ≤ 0.5 ms', panal?.firstToken?.p50Ms, 0.5),
    ...translatingBars(translating),
    atMost('flat memory: bytes per request over the last half', soak?.bytesPerRequest, FLAT_BYTES_PER_REQUEST),
    { bar: 'concurrent streams, each whole: 2000', seen: shown(many?.streams), reached: many && many.streams >= 2_000 },
    { bar: "settled equals the upstream's books to the nano-dollar", seen: String(booksAgree ?? '–'), reached: booksAgree },
  ] as Bar[];
}

/** Above a request of the client's own dialect. */
const ADDED_SHARE_MAX = 0.6;

function translatingBars(seen: Translating | undefined): Bar[] {
  if (!seen) return [atMost('translating adds ≤ 0.6 of the CPU', undefined, ADDED_SHARE_MAX)];
  return Object.entries(addedByTranslating(seen)).map(([name, share]) =>
    atMost(`${name}: translating adds ≤ 0.6 of the CPU`, share, ADDED_SHARE_MAX),
  );
}

export const barTable = (bars: readonly Bar[]): string =>
  bars
    .map(({ bar, seen, reached }) => `${reached === undefined ? 'not run' : reached ? 'reached' : 'MISSED '}  ${bar}: ${seen}`)
    .join('\n');

/** Numbers to two places, for the last line. */
export const plain = (value: unknown): string =>
  JSON.stringify(value, (_key, field: unknown) =>
    typeof field === 'number' && !Number.isSafeInteger(field) ? rounded(field) : field,
  );
