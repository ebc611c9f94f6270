// The same data and queries on a bare Oxigraph (no durability, no wire) and on n3 with Comunica, in a process of their own. The only
// argument is the number of quads; prints one JSON object.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { DataFactory, Parser, Store as N3Store } from 'n3';
import oxigraph from 'oxigraph';
import { comparedQueries, spendText } from './synapse-data.ts';

const CHUNK_QUADS = 10_000;
const REPEATS = 7;
const COMUNICA = '@comunica/query-sparql-rdfjs';

export interface PeerFigures {
  readonly loadQuadsPerSecond: number;
  readonly queriesMs: Readonly<Record<string, number>>;
}

/** What Comunica's engine offers, as far as it is used here. */
interface Comunica {
  queryBindings(query: string, options: { sources: unknown[] }): Promise<{ toArray(): Promise<unknown[]> }>;
}

const quads = Number(process.argv[2]);
const chunks = Array.from({ length: Math.ceil(quads / CHUNK_QUADS) }, (_, index) =>
  spendText(index * CHUNK_QUADS, Math.min(CHUNK_QUADS, quads - index * CHUNK_QUADS)),
);

async function medianMs(run: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat += 1) {
    const begunMs = performance.now();
    await run();
    times.push(performance.now() - begunMs);
  }
  return Number((times.sort((a, b) => a - b)[REPEATS >> 1] ?? 0).toFixed(2));
}

async function timesOf(run: (query: string) => unknown): Promise<Record<string, number>> {
  const times: Record<string, number> = {};
  for (const [name, query] of Object.entries(comparedQueries)) times[name] = await medianMs(() => run(query));
  return times;
}

async function measure(load: (text: string) => unknown, run: (query: string) => unknown): Promise<PeerFigures> {
  const begunMs = performance.now();
  for (const text of chunks) load(text);
  const loadQuadsPerSecond = Math.round((quads * 1000) / (performance.now() - begunMs));
  return { loadQuadsPerSecond, queriesMs: await timesOf(run) };
}

function bareOxigraph(): Promise<PeerFigures> {
  const store = new oxigraph.Store();
  return measure(
    (text) => store.load(text, { format: 'application/n-quads' }),
    (query) => store.query(query, { results_format: 'json' }),
  );
}

/** Undefined where Comunica is not installed. */
async function comunica(): Promise<PeerFigures | undefined> {
  const peers = createRequire(new URL('../tools/peers/package.json', import.meta.url));
  if (!existsSync(new URL(`../tools/peers/node_modules/${COMUNICA}`, import.meta.url))) return undefined;
  const { QueryEngine } = peers(COMUNICA) as { QueryEngine: new () => Comunica };
  const engine = new QueryEngine();
  const store = new N3Store();
  const parser = () => new Parser({ format: 'N-Quads', factory: DataFactory });
  return measure(
    (text) => store.addQuads(parser().parse(text)),
    async (query) => (await engine.queryBindings(query, { sources: [store] })).toArray(),
  );
}

process.stdout.write(`${JSON.stringify({ bareOxigraph: await bareOxigraph(), n3Comunica: await comunica() })}\n`);
