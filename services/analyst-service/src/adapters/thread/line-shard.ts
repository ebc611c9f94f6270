import { type LogCluster, LogGrouper, type LogGrouperSnapshot } from '@panal/grouping/logs';
import { LogClusters, LogLines } from '@panal/shared-types/analyst';

/** Lines of one batch; an id each is answered. */
export const batchLinesMax = 100_000;
const LINE_CHARS_MAX = 65_536;
const SIGNATURES_MAX = 1 << 17;
const CLUSTERS_SHOWN = 10_000;
/** Of the last reply's clusters; a message may have 8 MiB. */
const SUMMARY_BYTES_MAX = 4 * 1024 * 1024;

interface Kept {
  readonly lines: number;
  readonly highest: number;
  readonly grouper: LogGrouperSnapshot;
}

const shown = ({ id, template, count, example, isCatchAll: catchAll }: LogCluster) => ({
  id,
  template,
  count,
  example,
  catchAll,
});

/** The largest clusters, as many as fit one message. */
function fitting(clusters: readonly LogCluster[]): ReturnType<typeof shown>[] {
  const fit: ReturnType<typeof shown>[] = [];
  let bytes = 0;
  for (const cluster of clusters.slice(0, CLUSTERS_SHOWN)) {
    bytes += Buffer.byteLength(cluster.template) + Buffer.byteLength(cluster.example) + 32;
    if (bytes > SUMMARY_BYTES_MAX) break;
    fit.push(shown(cluster));
  }
  return fit;
}

/** Log lines of one stream, clustered as they arrive with templates and ids of their own. Batches and replies are encoded messages. */
export class LineShard {
  readonly #grouper = new LogGrouper({ signaturesMax: SIGNATURES_MAX });
  #lines = 0;
  #highest = -1;

  /** Goes on where another shard was when it gave the snapshot: with the same ids. */
  constructor(snapshot?: Uint8Array) {
    if (!snapshot) return;
    const { lines, highest, grouper } = JSON.parse(Buffer.from(snapshot).toString()) as Kept;
    this.#grouper.restore(grouper);
    this.#lines = lines;
    this.#highest = highest;
  }

  /** Counts a batch (`LogLines`); the reply (`LogClusters`) with one id a line where asked, or undefined. Throws on what is no batch. */
  add(batch: Uint8Array): Uint8Array | undefined {
    const { lines, wantIds } = LogLines.decode(batch);
    if (lines.length > batchLinesMax)
      throw new RangeError(`A batch has ${lines.length} lines; at most ${batchLinesMax} fit one.`);
    const ids = lines.map((line) => this.#grouper.add(line.slice(0, LINE_CHARS_MAX)));
    for (const id of ids) if (id > this.#highest) this.#highest = id;
    this.#lines += lines.length;
    return wantIds ? LogClusters.encode(LogClusters.fromPartial({ ids, lines: this.#lines })).finish() : undefined;
  }

  /** The last reply: clusters, largest first, and the ids that are part of others now. */
  summary(): Uint8Array {
    const clusters = this.#grouper.clusters();
    const joined = Array.from({ length: this.#highest + 1 }, (_, id) => ({ id, partOf: this.#grouper.canonical(id) }));
    const message = LogClusters.fromPartial({
      lines: this.#lines,
      unplaced: clusters.reduce((sum, { isCatchAll, count }) => sum + (isCatchAll ? count : 0), 0),
      joined: joined.filter(({ id, partOf }) => id !== partOf),
      clusters: fitting(clusters),
    });
    return LogClusters.encode(message).finish();
  }

  /** All that a further shard needs to go on. */
  snapshot(): Uint8Array {
    const kept: Kept = { lines: this.#lines, highest: this.#highest, grouper: this.#grouper.snapshot() };
    return Buffer.from(JSON.stringify(kept));
  }
}
