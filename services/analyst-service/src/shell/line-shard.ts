import { setImmediate as nextTurn } from 'node:timers/promises';
import { type LogCluster, LogGrouper } from '@panal/grouping/logs';

/** Longest run of work before others have their turn. */
const SLICE_MS = 8;
const LINES_BETWEEN_LOOKS = 16;
const LINE_CHARS_MAX = 65_536;
/** Ids that a shard remembers having given, to tell which were joined. */
const IDS_MAX = 1_000_000;

export interface ShardSummary {
  /** Largest first. */
  readonly clusters: readonly LogCluster[];
  /** Ids given earlier that are part of others now. */
  readonly joined: readonly { readonly id: number; readonly partOf: number }[];
}

/** Log lines of one stream, clustered as they arrive with templates and ids of their own. */
export class LineShard {
  readonly #grouper = new LogGrouper();
  readonly #given = new Set<number>();
  lines = 0;

  /** The cluster of each line; gives others their turn in between. */
  async add(lines: readonly string[]): Promise<number[]> {
    const ids: number[] = [];
    let untilMs = performance.now() + SLICE_MS;
    for (const [index, line] of lines.entries()) {
      const id = this.#grouper.add(line.slice(0, LINE_CHARS_MAX));
      if (this.#given.size < IDS_MAX) this.#given.add(id);
      ids.push(id);
      if (index % LINES_BETWEEN_LOOKS !== 0 || performance.now() < untilMs) continue;
      await nextTurn();
      untilMs = performance.now() + SLICE_MS;
    }
    this.lines += lines.length;
    return ids;
  }

  summary(): ShardSummary {
    const joined = [...this.#given].flatMap((id) => {
      const partOf = this.#grouper.canonical(id);
      return partOf === id ? [] : [{ id, partOf }];
    });
    return { clusters: this.#grouper.clusters(), joined };
  }
}
