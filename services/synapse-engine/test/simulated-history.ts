/** Random lives of a Synapse on a disk that loses what was not flushed, fills up and fails; judged by its own clients. */
import { once } from 'node:events';
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { seededRandom } from '@panal/testkit';
import type { Disk } from '@panal/journal';
import { type KillWriter, createKillWriters } from './kill-writers.ts';
import { StoredGraphShelf } from './simulated-graph.ts';
import { SimulatedSynapse } from './simulated-synapse.ts';

const LIVES_MAX = 5;
const OPERATIONS_MAX = 400;
const FULL_TURNS = 200;

export interface HistoryOptions {
  readonly seed: number;
  /** A careless build, planted over the disk. */
  readonly build?: (disk: Disk) => Disk;
  readonly ignoresFlushes?: boolean;
  readonly forgetsKeys?: boolean;
  readonly trimsTooMuch?: boolean;
}

export interface HistoryReport {
  readonly acknowledged: number;
  readonly deaths: number;
  readonly problems: readonly string[];
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class History {
  readonly problems: string[] = [];
  deaths = 0;
  readonly #random: () => number;
  readonly #disk: SimulatedDisk;
  readonly #build: (disk: Disk) => Disk;
  readonly #shelf: StoredGraphShelf;
  readonly #forgetsKeys: boolean;
  readonly #writers: readonly KillWriter[] = createKillWriters();
  #live: SimulatedSynapse | undefined;
  #death = new EventTarget();

  constructor({ seed, build = (disk) => disk, ignoresFlushes = false, ...planted }: HistoryOptions) {
    this.#shelf = new StoredGraphShelf(planted.trimsTooMuch ?? false);
    this.#forgetsKeys = planted.forgetsKeys ?? false;
    this.#random = seededRandom(seed);
    this.#disk = new SimulatedDisk({ seed, ignoresFlushes });
    this.#build = build;
  }

  get acknowledged(): number {
    return this.#writers.reduce((sum, { acknowledged }) => sum + acknowledged, 0);
  }

  async run(): Promise<void> {
    const lives = 1 + Math.floor(this.#random() * LIVES_MAX);
    for (let life = 0; life < lives && this.problems.length === 0; life += 1) {
      if (await this.#start()) await this.#work();
      this.#end('kill');
    }
    if (this.problems.length === 0) await this.#start();
    this.#end('kill');
  }

  #end(how: 'crash' | 'kill'): void {
    if (!this.#live) return;
    this.#disk.onOperation = undefined;
    this.#disk.setCapacity(Number.POSITIVE_INFINITY);
    this.#disk[how]();
    this.#live.die();
    this.#live = undefined;
    this.deaths += 1;
    if (this.#random() < 0.2) this.#shelf.damageNewest();
    this.#death.dispatchEvent(new Event('died'));
  }

  /** Opens and judges; false where it is not possible, which is a problem. */
  async #start(): Promise<boolean> {
    this.#death = new EventTarget();
    try {
      this.#live = await SimulatedSynapse.open({
        disk: this.#build(this.#disk.connect()),
        shelf: this.#shelf,
        segmentBytes: 1_000 + Math.floor(this.#random() * 20_000),
        forgetsKeys: this.#forgetsKeys,
        onFatal: () => this.#end('kill'),
      });
    } catch (error) {
      this.problems.push(`it does not start: ${String(error)}`);
      return false;
    }
    const channels = { service: this.#live.channel, operator: this.#live.channel };
    for (const writer of this.#writers) {
      this.problems.push(...writer.refusals.splice(0), ...(await writer.problems(channels)));
    }
    return this.problems.length === 0;
  }

  /** Everybody writes until the process dies, or until the disk is full for everybody. */
  async #work(): Promise<void> {
    const live = this.#live;
    if (!live) return;
    const died = once(this.#death, 'died');
    let left = Math.floor(this.#random() * OPERATIONS_MAX);
    const how = this.#random() < 0.6 ? 'crash' : 'kill';
    this.#disk.onOperation = () => {
      left -= 1;
      if (left <= 0) this.#end(how);
    };
    if (this.#random() < 0.2) this.#disk.failNext('datasync', 'EIO', Math.floor(this.#random() * 20));
    if (this.#random() < 0.3) void this.#fillAndFree(live);
    const channels = { service: live.channel, operator: live.channel };
    const all = Promise.all(this.#writers.map((writer) => writer.run(channels, () => undefined)));
    await Promise.race([all, died]);
  }

  /** Leaves little room for a while; reading goes on meanwhile. */
  async #fillAndFree(live: SimulatedSynapse): Promise<void> {
    this.#disk.setCapacity(this.#disk.usedBytes() + Math.floor(this.#random() * 4_000));
    for (let turns = 0; turns < FULL_TURNS && live === this.#live; turns += 1) await turn();
    if (live === this.#live) this.#disk.setCapacity(Number.POSITIVE_INFINITY);
  }
}

/** Plays one history; its seed decides everything but the moments at which timers fire. */
export async function playHistory(options: HistoryOptions): Promise<HistoryReport> {
  const history = new History(options);
  await history.run();
  const { acknowledged, deaths, problems } = history;
  return { acknowledged, deaths, problems: problems.map((text) => `seed ${options.seed}: ${text}`) };
}
