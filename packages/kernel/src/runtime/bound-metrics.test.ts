import { expect, it } from 'vitest';
import { createMetrics } from './metrics.ts';

const BUCKETS = [0.1, 1, 10];
const VALUES = [0.05, 0.1, 0.100001, 5, 10, 11, Number.NaN, Infinity];

/** The order of labels has no meaning. */
const sortLabels = (line: string): string =>
  line.replace(/\{(.*)\}/, (_all, labels: string) => `{${labels.split(',').toSorted().join(',')}}`);

const linesOf = async (observe: (metrics: ReturnType<typeof createMetrics>) => void): Promise<string[]> => {
  const metrics = createMetrics('test');
  observe(metrics);
  return (await metrics.render())
    .split('\n')
    .filter((line) => line.includes('some_'))
    .map(sortLabels)
    .toSorted();
};

it('a bound histogram and counter render as the usual ones do', async () => {
  const options = { name: 'some_seconds', help: 'Some.', labels: ['model'] as const, buckets: BUCKETS };
  const counted = { name: 'some_total', help: 'Some.', labels: ['model'] as const };
  const usual = await linesOf((metrics) => {
    const histogram = metrics.histogram(options);
    const counter = metrics.counter(counted);
    for (const value of VALUES.filter(Number.isFinite)) histogram.observe({ model: 'a"b' }, value);
    counter.inc({ model: 'x' }, 3);
    counter.inc({ model: 'x' });
  });
  const bound = await linesOf((metrics) => {
    const histogram = metrics.boundHistogram(options).with({ model: 'a"b' });
    const counter = metrics.boundCounter(counted);
    for (const value of VALUES) histogram.observe(value);
    counter.with({ model: 'x' }).inc(3);
    counter.with({ model: 'x' }).inc();
  });
  expect(bound).toEqual(usual);
});

it('two metrics of one name are refused', () => {
  const metrics = createMetrics('test');
  metrics.boundCounter({ name: 'some_total', help: 'Some.' });
  expect(() => metrics.counter({ name: 'some_total', help: 'Some.' })).toThrow(/already/);
});
