import type { FromWorker } from './messages.ts';
import type { WorkerHandle } from './worker-handle.ts';

const METRICS_WAIT_MS = 2_000;

export interface MergedMetricsOptions {
  /** The workers that know the keys. */
  readonly introduced: () => readonly WorkerHandle[];
  /** The metrics page over what each process counted. */
  readonly render: (values: readonly unknown[]) => Promise<string>;
}

/** The metrics page of all processes, for a worker that was asked for it. */
export class MergedMetrics {
  readonly #options: MergedMetricsOptions;
  readonly #waiting = new Map<number, (values: unknown) => void>();
  #asked = 0;

  constructor(options: MergedMetricsOptions) {
    this.#options = options;
  }

  /** Tells the worker the page, without what doesn't answer in time. */
  async render(worker: WorkerHandle, id: number): Promise<void> {
    const values = await Promise.all(this.#options.introduced().map((each) => this.#valuesOf(each)));
    const text = await this.#options.render(values.filter((each) => each !== undefined));
    worker.tell({ t: 'rendered', id, text });
  }

  /** Takes what a worker counted. */
  hear({ id, values }: Extract<FromWorker, { t: 'metrics' }>): void {
    this.#waiting.get(id)?.(values);
  }

  /** Undefined from one that doesn't answer in time. */
  #valuesOf(worker: WorkerHandle): Promise<unknown> {
    this.#asked += 1;
    const id = this.#asked;
    worker.tell({ t: 'values', id });
    return new Promise((resolve) => {
      const done = (values: unknown): void => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(values);
      };
      const timer = setTimeout(done, METRICS_WAIT_MS, undefined);
      this.#waiting.set(id, done);
    });
  }
}
