/** Broken texts by every way in; whatever comes is answered or refused, and what was taken is there after a kill. */
import { status } from '@grpc/grpc-js';
import {
  ApplyChangesRequest,
  IngestRequest,
  SemanticEngineService as Engine,
  SparqlRequest,
  TransactionRequest,
} from '@panal/shared-types/synapse';
import { seededRandom } from '@panal/testkit';
import { type FuzzKind, fuzzSeeds, mutated } from './fuzz-texts.ts';
import type { SynapseProcess } from './synapse-process.ts';

export interface FuzzReport {
  readonly sent: number;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Refusals of what could not be read that name no place, one example for each kind of text and message. */
  readonly placeless: readonly string[];
  readonly problems: readonly string[];
}

const mediaTypes: Readonly<Partial<Record<FuzzKind, string>>> = {
  turtle: 'text/turtle',
  nquads: 'application/n-quads',
  trig: 'application/trig',
  jsonld: 'application/ld+json',
  rdfxml: 'application/rdf+xml',
  ntriples: 'application/n-triples',
};
const KINDS: readonly FuzzKind[] = [
  'query',
  'update',
  'turtle',
  'nquads',
  'trig',
  'jsonld',
  'rdfxml',
  'ntriples',
  'term',
  'term',
];
const EXPECTED: ReadonlySet<string> = new Set(
  ['200', '201', '204', '400', '404', '413', '422', '501', '504', 'OK', 'INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED', 'UNIMPLEMENTED', 'DEADLINE_EXCEEDED'], // prettier-ignore
);
const PLACE = /line \d+.*columns? \d+/is;
const COLUMN = /column \d+/i;

interface Answer {
  readonly status: string;
  readonly message: string;
}

function messageOf(answer: string): string {
  const { error } = JSON.parse(answer) as { readonly error: { readonly message: string } };
  return error.message;
}

class Fuzz {
  readonly #synapse: SynapseProcess;
  readonly #random: () => number;
  readonly #seeds = fuzzSeeds();
  readonly byStatus: Record<string, number> = {};
  readonly placeless = new Map<string, string>();
  readonly problems: string[] = [];
  sent = 0;

  constructor(synapse: SynapseProcess, seed: number) {
    this.#synapse = synapse;
    this.#random = seededRandom(seed);
  }

  async run(count: number): Promise<void> {
    const token = await this.#synapse.token('service');
    const channel = await this.#synapse.channel('service');
    for (let index = 0; index < count && this.problems.length < 20; index += 1) {
      const kind = KINDS[index % KINDS.length] ?? 'query';
      const text = mutated(this.#pick(kind), this.#seeds[kind], this.#random);
      const answers = kind === 'term' ? await this.#overGrpc(channel, text) : [await this.#overHttp(kind, text, token)];
      for (const answer of answers) this.#note(kind, text, answer);
    }
  }

  #pick(kind: FuzzKind): string {
    const texts = this.#seeds[kind];
    return texts[Math.floor(this.#random() * texts.length)] ?? '';
  }

  #note(kind: FuzzKind, text: string, { status: code, message }: Answer): void {
    this.sent += 1;
    this.byStatus[code] = (this.byStatus[code] ?? 0) + 1;
    if (!EXPECTED.has(code)) this.problems.push(`${kind} ${code} ${message}: ${JSON.stringify(text.slice(0, 400))}`);
    if (!['400', 'INVALID_ARGUMENT'].includes(code) || (kind === 'term' ? COLUMN : PLACE).test(message)) return;
    this.placeless.set(
      `${kind}: ${message
        .replaceAll(/["'<“].*/gs, '…')
        .replaceAll(/\d+/g, 'n')
        .slice(0, 60)}`,
      `${message.slice(0, 200)} ← ${JSON.stringify(text.slice(0, 120))}`,
    );
  }

  async #overHttp(kind: FuzzKind, body: string, token: string): Promise<Answer> {
    const type =
      { query: 'application/sparql-query', update: 'application/sparql-update' }[kind as string] ?? mediaTypes[kind] ?? '';
    const graph = kind === 'nquads' || kind === 'trig' ? '' : '?graph=urn:fuzz';
    const path = kind === 'query' || kind === 'update' ? 'sparql' : `data${graph}`;
    const url = `${this.#synapse.service.httpUrl}/datasets/fuzz/${path}`;
    const headers = { authorization: `Bearer ${token}`, 'content-type': type };
    try {
      const response = await fetch(url, { method: 'POST', headers, body });
      const answer = await response.text();
      return { status: String(response.status), message: response.ok ? '' : messageOf(answer) };
    } catch (error) {
      return { status: 'no answer', message: String((error as { cause?: unknown }).cause ?? error) };
    }
  }

  async #overGrpc(channel: Awaited<ReturnType<SynapseProcess['channel']>>, text: string): Promise<Answer[]> {
    const other = mutated(this.#pick('term'), this.#seeds.term, this.#random);
    const triples = [{ subject: text, predicate: '<urn:p>', object: other }];
    const quad = `<urn:s> <urn:p> ${text} .`;
    const changes = [{ remove: this.#random() < 0.3, quad: this.#random() < 0.5 ? quad : `${text} <urn:p> ${other} <urn:g> .` }];
    const namespace = 'fuzz';
    const calls = [
      channel.call(Engine.ingestTriples, IngestRequest.fromPartial({ namespace, triples })),
      channel.call(Engine.applyTransaction, TransactionRequest.fromPartial({ namespace, changes, mustNotExist: [] })),
      channel.call(
        Engine.applyChanges,
        ApplyChangesRequest.fromPartial({ namespace, journalId: `j${this.sent}`, firstPosition: 1, lastPosition: 1, changes }),
      ),
      channel.call(Engine.querySparql, SparqlRequest.fromPartial({ namespace, query: `ASK { <urn:s> <urn:p> ${text} }` })),
    ];
    const settled = await Promise.allSettled(calls);
    return settled.map((call) => {
      if (call.status === 'fulfilled') return { status: 'OK', message: '' };
      const { code, details } = call.reason as { readonly code: number; readonly details: string };
      return { status: status[code] ?? String(code), message: details };
    });
  }
}

async function linesOf(synapse: SynapseProcess): Promise<string> {
  const headers = { authorization: `Bearer ${await synapse.token('service')}`, accept: 'application/n-quads' };
  const response = await fetch(`${synapse.service.httpUrl}/datasets/fuzz/data`, { headers });
  if (response.status !== 200) throw new Error(`what was taken can't be read: ${response.status} ${await response.text()}`);
  return (await response.text()).split('\n').toSorted().join('\n');
}

/** Sends broken texts to a Synapse that runs, kills it, and starts it from the journal. */
export async function fuzzSynapse(
  synapse: SynapseProcess,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<FuzzReport> {
  const fuzz = new Fuzz(synapse, seed);
  const { pid } = synapse.service;
  await fuzz.run(count);
  const problems = fuzz.problems;
  if (!synapse.service.isAlive || synapse.service.pid !== pid) problems.push('the process has ended');
  const before = await linesOf(synapse);
  await synapse.end('SIGKILL');
  await synapse.start();
  if ((await linesOf(synapse)) !== before) problems.push('after a kill the graph is another one');
  return {
    sent: fuzz.sent,
    byStatus: fuzz.byStatus,
    placeless: [...fuzz.placeless].map(([kind, example]) => `${kind} | ${example}`),
    problems,
  };
}
