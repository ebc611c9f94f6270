import { type Join, LogGrouper, type LogGrouperSnapshot } from '../logs/index.ts';
import { type AnalyzedCluster, type Analysis, isBroad, likelySplit } from './analysis.ts';
import type { ChunkCounts } from './chunk.ts';
import { signaturesMax } from './chunk-scanner.ts';
import type { Problem } from './inputs.ts';
import { Trends } from './trend.ts';

export interface LogTallySnapshot {
  readonly version: 2;
  readonly grouper: LogGrouperSnapshot;
  readonly lines: number;
  readonly records: number;
  readonly bytes: number;
  /** Times of the first and the last record of ids. */
  readonly seen: readonly (readonly [number, number, number])[];
}

/** Beside them there are at most a thousand catch-all clusters. */
const TEMPLATES_MAX = 10_000;
const TIMED_SHARE_MIN = 0.5;
const TREND_MS = 1_000;
const TREND_BYTES = 1_024;

interface Seen {
  firstMs: number;
  lastMs: number;
}

/** Puts the counts of chunks, which come in their order, together to clusters. */
export class LogTally {
  readonly #grouper: LogGrouper;
  readonly #seen = new Map<number, Seen>();
  readonly #times = new Trends(TREND_MS);
  readonly #places = new Trends(TREND_BYTES);
  #timed = 0;
  #untimed = 0;
  #lines = 0;
  #records = 0;
  #bytes = 0;
  #nonText = 0;
  #recordsBefore = 0;
  /** Joins that were told, and those that earlier runs made. */
  #joinsTold = 0;
  #joinsBefore = 0;
  #idsBefore = 0;
  cutLines = 0;

  constructor(options: { readonly areMessages: boolean }) {
    this.#grouper = new LogGrouper({ headers: options.areMessages ? 'no' : 'auto', signaturesMax, templatesMax: TEMPLATES_MAX });
  }

  get lines(): number {
    return this.#lines;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get isSampling(): boolean {
    return this.#grouper.isSampling;
  }

  get clusterCount(): number {
    return this.#seen.size;
  }

  canonical(id: number): number {
    return this.#grouper.canonical(id);
  }

  /** Joins since the last call, of ids that lines were given. */
  newJoins(): readonly Join[] {
    const { joins, next } = this.#grouper.joinsFrom(this.#joinsTold);
    this.#joinsTold = next;
    return joins;
  }

  /** Ids of earlier runs that are part of others since this one. */
  joined(): readonly Join[] {
    const { joins } = this.#grouper.joinsFrom(this.#joinsBefore);
    return joins.filter(({ from }) => from < this.#idsBefore).map(({ from }) => ({ from, to: this.canonical(from) }));
  }

  /** Whether a line can have been given an id. */
  knows(id: number): boolean {
    return this.#grouper.knows(id);
  }

  /** Counts a chunk. Returns the id of each of its lines, where their places were asked for. */
  add(counts: ChunkCounts): Uint32Array | undefined {
    const ids = new Uint32Array(counts.high.length);
    for (let place = 0; place < ids.length; place += 1) ids[place] = this.#signature(counts, place);
    this.#lines += counts.lines;
    this.#records += counts.records;
    this.#bytes += counts.bytes;
    this.#nonText += counts.nonText;
    return counts.places?.map((place) => ids[place] as number);
  }

  #signature(counts: ChunkCounts, place: number): number {
    const count = counts.counts[place] as number;
    const scanned = { high: counts.high[place] as number, low: counts.low[place] as number, count };
    const id = this.#grouper.addScanned(scanned, () => counts.texts.get(place) ?? '');
    const firstMs = counts.firstMs[place] as number;
    this.#note(id, firstMs, counts.lastMs[place] as number);
    this.#places.add(id, this.#bytes, count);
    if (Number.isNaN(firstMs)) this.#untimed += count;
    else {
      this.#timed += count;
      this.#times.add(id, firstMs, count);
    }
    return id;
  }

  #note(id: number, firstMs: number, lastMs: number): void {
    const seen = this.#seen.get(id);
    if (!seen) this.#seen.set(id, { firstMs, lastMs });
    else {
      seen.firstMs = least(seen.firstMs, firstMs);
      seen.lastMs = -least(-seen.lastMs, -lastMs);
    }
  }

  result(problems: readonly Problem[]): Analysis {
    const isTimed = this.#timed > 0 && this.#timed >= (this.#timed + this.#untimed) * TIMED_SHARE_MIN;
    const trends = isTimed ? this.#times : this.#places;
    const clusters = this.#clusters(trends);
    const shareOf = (some: readonly AnalyzedCluster[]): number => some.reduce((sum, { share }) => sum + share, 0);
    const broad = clusters.filter(({ template, isCatchAll }) => !isCatchAll && isBroad(template));
    return {
      lines: this.#lines,
      records: this.#records,
      bytes: this.#bytes,
      clusters,
      joined: this.joined(),
      trend: { over: isTimed ? 'time' : 'input', start: trends.start, width: trends.width },
      doubts: {
        catchAllShare: shareOf(clusters.filter(({ isCatchAll }) => isCatchAll)),
        broad: broad.map(({ id }) => id),
        broadShare: shareOf(broad),
        split: likelySplit(clusters),
        nonTextShare: this.#records === 0 ? 0 : this.#nonText / this.#records,
        cutLines: this.cutLines,
        isSampled: this.isSampling,
      },
      problems,
    };
  }

  #clusters(trends: Trends): AnalyzedCluster[] {
    const members = new Map<number, number[]>();
    for (const id of this.#seen.keys()) {
      const root = this.#grouper.canonical(id);
      members.set(root, [...(members.get(root) ?? []), id]);
    }
    return this.#grouper.clusters().map(({ id, count, template, example, isCatchAll, isNotText, formerIds }) => {
      const ids = members.get(id) ?? [];
      const seen = ids.map((each) => this.#seen.get(each)).filter((each) => each !== undefined);
      const firstSeenMs = seen.reduce((ms, each) => least(ms, each.firstMs), Number.NaN);
      const lastSeenMs = -seen.reduce((ms, each) => least(ms, -each.lastMs), Number.NaN);
      return {
        id,
        count,
        share: count / (this.#records + this.#recordsBefore || 1),
        template: isNotText ? '(lines that are no text)' : isCatchAll ? '(lines of unknown form)' : template,
        example,
        ...(Number.isNaN(firstSeenMs) ? {} : { firstSeenMs, lastSeenMs }),
        trend: trends.of(ids),
        isCatchAll,
        formerIds,
      };
    });
  }

  snapshot(): LogTallySnapshot {
    return {
      version: 2,
      grouper: this.#grouper.snapshot(),
      lines: this.#lines,
      records: this.#records + this.#recordsBefore,
      bytes: this.#bytes,
      seen: [...this.#seen]
        .filter(([, { firstMs }]) => !Number.isNaN(firstMs))
        .map(([id, { firstMs, lastMs }]) => [id, firstMs, lastMs] as const),
    };
  }

  /** Takes up what an earlier run knew: clusters, ids, counts and times; the trend begins anew. */
  restore(snapshot: LogTallySnapshot): void {
    this.#grouper.restore(snapshot.grouper);
    this.#joinsTold = this.#joinsBefore = this.#grouper.joinsFrom(0).next;
    this.#idsBefore = snapshot.grouper.counts.length;
    this.#recordsBefore = snapshot.records;
    for (const [id, firstMs, lastMs] of snapshot.seen) this.#seen.set(id, { firstMs, lastMs });
  }
}

/** The lesser of two numbers of which one may be unknown. */
const least = (a: number, b: number): number => (Number.isNaN(a) ? b : Number.isNaN(b) ? a : Math.min(a, b));
