import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type * as RDF from '@rdfjs/types';
import { Writer } from 'n3';
import { TestSuiteRunner } from 'rdf-test-suite';
import type { IQueryResult } from 'rdf-test-suite/lib/testcase/sparql/IQueryEngine.js';
import { TestCaseQueryEvaluationHandler } from 'rdf-test-suite/lib/testcase/sparql/TestCaseQueryEvaluation.js';
import { Util } from 'rdf-test-suite/lib/Util.js';
import type { SynapseProcess } from './synapse-process.ts';

/** The W3C's tests lie beside the checkout where they are at hand; they are not part of the repository. */
const defaultDir = fileURLToPath(new URL('../../../../shared/data/rdf-tests', import.meta.url));
const SUITES = 'https://w3c.github.io/rdf-tests/';
const SPARQL = `${SUITES}sparql/sparql11/`;

/** Folder of the W3C's `rdf-tests`: environment variable `PANAL_RDF_TESTS`, or beside the checkout; undefined where it is not there. */
export function rdfTestsDir(): string | undefined {
  const dir = process.env['PANAL_RDF_TESTS'] ?? defaultDir;
  return existsSync(`${dir}/sparql/sparql11/manifest-all.ttl`) ? dir : undefined;
}

/** Suites by name, and the manifest of each. */
const manifests = {
  query: 'manifest-sparql11-query.ttl',
  update: 'manifest-sparql11-update.ttl',
  results: 'manifest-sparql11-results.ttl',
  federationSyntax: 'syntax-fed/manifest.ttl',
  protocol: 'protocol/manifest.ttl',
  graphStore: 'graph-store-protocol/manifest.ttl',
  serviceDescription: 'service-description/manifest.ttl',
} as const;

export type SuiteName = keyof typeof manifests;
export const suiteNames = Object.keys(manifests) as SuiteName[];

export interface SuiteCounts {
  readonly passed: number;
  readonly total: number;
  /** Name and first line of the error of each test that failed. */
  readonly failures: readonly string[];
}

// The runner does not know RDF/XML by its ending, and would leave out the ten tests whose data are written in it.
(Reflect.get(Util, 'extensionToContentType') as Record<string, string>)['rdf'] = 'application/rdf+xml';

const GRAPH = 'text/turtle';
const accepts = { accept: `application/sparql-results+json, ${GRAPH}` };

async function nquadsOf(quads: readonly RDF.Quad[]): Promise<string> {
  const writer = new Writer({ format: 'N-Quads' });
  writer.addQuads([...quads] as never);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  writer.end((error: Error | null, text: string) => (error ? reject(error) : resolve(text)));
  return promise;
}

/** A Synapse under test: every statement of the suites reaches it over HTTP, in a dataset of their own. */
class SynapseUnderTest {
  readonly sparql: string;
  readonly data: string;
  readonly #authorization: string;

  constructor(httpUrl: string, token: string) {
    this.sparql = `${httpUrl}/datasets/w3c/sparql`;
    this.data = `${httpUrl}/datasets/w3c/data`;
    this.#authorization = `Bearer ${token}`;
  }

  readonly #fetch = globalThis.fetch;

  /** Sends a request with the credentials; the suites know of none. */
  readonly fetch: typeof globalThis.fetch = (url, init) => {
    const headers = new Headers(init?.headers);
    headers.set('authorization', this.#authorization);
    return this.#fetch(url, { ...init, headers });
  };

  async #post(type: string, text: string, headers: Record<string, string> = accepts): Promise<Response> {
    const response = await this.fetch(this.sparql, { method: 'POST', headers: { ...headers, 'content-type': type }, body: text });
    if (response.ok) return response;
    throw new Error(`${response.status}: ${await response.text()}`);
  }

  async #put(quads: readonly RDF.Quad[]): Promise<void> {
    const body = await nquadsOf(quads);
    const response = await this.fetch(this.data, { method: 'PUT', headers: { 'content-type': 'application/n-quads' }, body });
    if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
  }

  readonly #based = (text: string, { baseIRI }: { baseIRI?: string }): string =>
    baseIRI === undefined ? text : `BASE <${baseIRI}>\n${text}`;

  /** Reads a query or an update and refuses what is not well formed; what is, but must not be done (LOAD, SERVICE), is well formed. */
  async parse(text: string, options: { baseIRI?: string }): Promise<void> {
    const based = this.#based(text, options);
    await this.#put([]);
    try {
      await this.#post('application/sparql-query', based);
    } catch (error) {
      if (isWellFormed(error as Error)) return;
      await this.#post('application/sparql-update', based).catch((refusal: unknown) => {
        if (!isWellFormed(refusal as Error)) throw refusal;
      });
    }
  }

  async query(data: readonly RDF.Quad[], text: string, options: { baseIRI?: string }): Promise<IQueryResult> {
    await this.#put(data);
    const response = await this.#post('application/sparql-query', this.#based(text, options));
    const body = Readable.from([await response.text()], { objectMode: false });
    return TestCaseQueryEvaluationHandler.parseQueryResult(response.headers.get('content-type') ?? '', '', body);
  }

  async queryResultFormat(
    data: readonly RDF.Quad[],
    text: string,
    mediaType: string,
    options: { baseIRI?: string },
  ): Promise<NodeJS.ReadableStream> {
    await this.#put(data);
    const response = await this.#post('application/sparql-query', this.#based(text, options), { accept: mediaType });
    return Readable.from([await response.text()], { objectMode: false });
  }

  async update(data: readonly RDF.Quad[], text: string, options: { baseIRI?: string }): Promise<RDF.Quad[]> {
    await this.#put(data);
    await this.#post('application/sparql-update', this.#based(text, options));
    const response = await this.fetch(this.data, { headers: { accept: 'application/n-quads' } });
    const { Parser } = await import('n3');
    return new Parser({ format: 'N-Quads' }).parse(await response.text()) as unknown as RDF.Quad[];
  }
}

/** Whether a refusal is about what a text asks for, not how it is written. */
const isWellFormed = ({ message }: Error): boolean => /no-network|does not exist|function .* is not supported/.test(message);

const firstLine = (error: Error | undefined): string => (error?.message ?? '').trim().split('\n')[0] ?? '';

/** Runs one suite of the W3C against a process that serves. Tests of entailment, which no query engine of this kind does, are no part of them. */
export async function runSuite(synapse: SynapseProcess, dir: string, name: SuiteName): Promise<SuiteCounts> {
  const underTest = new SynapseUnderTest(synapse.service.httpUrl, await synapse.token('operator'));
  const before = globalThis.fetch;
  globalThis.fetch = underTest.fetch;
  try {
    const results = await new TestSuiteRunner().runManifest(`${SPARQL}${manifests[name]}`, underTest, {
      exitWithStatusCode0: true,
      outputFormat: 'summary',
      timeOutDuration: 30_000,
      urlToFileMapping: `${SUITES}~${dir}/`,
      customEngingeOptions: {
        protocolEndpoint: underTest.sparql,
        graphStoreEndpoint: underTest.data,
        serviceDescriptionEndpoint: underTest.sparql,
      },
    });
    const failed = results.filter((result) => !result.ok);
    return {
      passed: results.length - failed.length,
      total: results.length,
      failures: failed.map(({ test, error }) => `${test.name}: ${firstLine(error)}`),
    };
  } finally {
    globalThis.fetch = before;
  }
}
