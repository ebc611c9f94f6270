/** Values of a metric as the registry reads them. */
interface MetricValues {
  readonly name: string;
  readonly help: string;
  readonly type: 'histogram' | 'counter';
  readonly aggregator: 'sum';
  readonly values: { readonly metricName: string; readonly labels: Record<string, string | number>; readonly value: number }[];
}

type Labels<Label extends string> = Readonly<Record<Label, string>>;

/** A histogram of one set of labels: some ten nanoseconds an observation. */
export class BoundHistogram {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: readonly number[];
  readonly counts: Float64Array;
  sum = 0;

  constructor(labels: Readonly<Record<string, string>>, buckets: readonly number[]) {
    this.labels = labels;
    this.buckets = buckets;
    this.counts = new Float64Array(buckets.length + 1);
  }

  /** Values that are no finite number are left out. */
  observe(value: number): void {
    if (!Number.isFinite(value)) return;
    const { buckets } = this;
    let at = 0;
    while (at < buckets.length && value > buckets[at]!) at += 1;
    this.counts[at]! += 1;
    this.sum += value;
  }
}

/** A counter of one set of labels. */
export class BoundCounter {
  readonly labels: Readonly<Record<string, string>>;
  value = 0;

  constructor(labels: Readonly<Record<string, string>>) {
    this.labels = labels;
  }

  inc(by = 1): void {
    this.value += by;
  }
}

/**
 * Histograms or counters of one name whose labels are looked up once, not at each observation: for what happens at every
 * request. The caller keeps what `with` returns; the same labels give the same one. Bound: the caller's number of label values.
 */
export class BoundMetric<Label extends string, Child extends BoundHistogram | BoundCounter> {
  readonly name: string;
  readonly #type: MetricValues['type'];
  readonly #help: string;
  readonly #labelNames: readonly Label[];
  readonly #children = new Map<string, Child>();
  readonly #create: (labels: Labels<Label>) => Child;

  constructor(options: {
    readonly name: string;
    readonly type: MetricValues['type'];
    readonly help: string;
    readonly labelNames: readonly Label[];
    readonly create: (labels: Labels<Label>) => Child;
  }) {
    this.name = options.name;
    this.#type = options.type;
    this.#help = options.help;
    this.#labelNames = options.labelNames;
    this.#create = options.create;
  }

  with(labels: Labels<Label>): Child {
    const id = this.#labelNames.map((name) => labels[name]).join('\u0000');
    const known = this.#children.get(id);
    if (known) return known;
    const child = this.#create(labels);
    this.#children.set(id, child);
    return child;
  }

  /** What the registry asks for when it is scraped. */
  get(): Promise<MetricValues> {
    const children = [...this.#children.values()];
    return Promise.resolve({
      name: this.name,
      help: this.#help,
      type: this.#type,
      aggregator: 'sum',
      values: children.flatMap((child) => (child instanceof BoundHistogram ? this.#rows(child) : [this.#row(child)])),
    });
  }

  reset(): void {
    this.#children.clear();
  }

  #row({ labels, value }: BoundCounter): MetricValues['values'][number] {
    return { metricName: this.name, labels: { ...labels }, value };
  }

  #rows({ labels, buckets, counts, sum }: BoundHistogram): MetricValues['values'] {
    let below = 0;
    const rows = [...buckets, Infinity].map((bound, index) => {
      below += counts[index]!;
      const le = bound === Infinity ? '+Inf' : bound;
      return { metricName: `${this.name}_bucket`, labels: { le, ...labels }, value: below };
    });
    return [
      ...rows,
      { metricName: `${this.name}_sum`, labels: { ...labels }, value: sum },
      { metricName: `${this.name}_count`, labels: { ...labels }, value: below },
    ];
  }
}
