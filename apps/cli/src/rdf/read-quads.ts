import { createHash } from 'node:crypto';
import { createReadStream, openSync, closeSync, readSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { iri, literal } from '@panal/synapse-client';
import { DataFactory, StreamParser, type Quad, type Term } from 'n3';
import { blankNodeIri, readQuadLine } from './quad-line.ts';
import { type FileFormat, formatName } from './rdf-formats.ts';

/** A statement of a file. */
export interface FileQuad {
  /** In N-Quads; blank nodes have become IRIs. */
  readonly quad: string;
  /** 0 where the format does not have one statement a line. */
  readonly line: number;
}

/** A file holds something that can't be read; `line` and `column` count from 1, 0 where it is not known. */
export class RdfSyntaxError extends Error {
  override readonly name = 'RdfSyntaxError';
  readonly line: number;
  readonly column: number;

  constructor(problem: string, line: number, column: number) {
    super(problem);
    this.line = line;
    this.column = column;
  }
}

export interface QuadSource {
  readonly path: string;
  readonly format: FileFormat;
  /** Tells the blank nodes of documents apart; safe in an IRI. */
  readonly scope: string;
  /** Of relative IRIs, in Turtle and TriG. */
  readonly base?: string | undefined;
}

const XSD_STRING = 'http://www.w3.org/2001/XMLSchema#string';
const READ_BYTES = 256 * 1024;
/** A literal of the largest size that Synapse takes, all of it escaped, and its line. */
const LINE_UNITS_MAX = 16 * 1024 * 1024;

function isGzip(path: string): boolean {
  const fd = openSync(path, 'r');
  try {
    const head = Buffer.alloc(2);
    return readSync(fd, head, 0, 2, 0) === 2 && head[0] === 0x1f && head[1] === 0x8b;
  } finally {
    closeSync(fd);
  }
}

/** The bytes of a file, unpacked where it is gzip. */
export function contentOf(path: string): Readable {
  const file = createReadStream(path, { highWaterMark: READ_BYTES });
  if (!isGzip(path)) return file;
  const unpacked = createGunzip({ chunkSize: READ_BYTES });
  file.once('error', (error) => unpacked.destroy(error));
  return file.pipe(unpacked);
}

/** SHA-256 of what a file holds, in hexadecimal. */
export async function contentDigest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of contentOf(path)) hash.update(chunk as Uint8Array);
  return hash.digest('hex');
}

/** Every statement of a file, in order, in flat memory. Throws `RdfSyntaxError` at the first that can't be read. */
export function readQuads(source: QuadSource): AsyncGenerator<FileQuad> {
  return source.format === 'nq' || source.format === 'nt' ? readLines(source) : readTurtle(source);
}

async function* readLines({ path, format, scope }: QuadSource): AsyncGenerator<FileQuad> {
  let line = 0;
  for await (const text of linesOf(path)) {
    line += 1;
    const read = readQuadLine(line === 1 ? text.replace(/^\uFEFF/, '') : text, { scope, graphs: format === 'nq' });
    if (!read.ok) throw new RdfSyntaxError(read.problem, line, read.column);
    if (read.quad !== undefined) yield { quad: read.quad, line };
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let rest = '';
  let line = 1;
  const decoded = (bytes?: Uint8Array): string => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw new RdfSyntaxError('the text is not UTF-8', line, 0);
    }
  };
  for await (const chunk of contentOf(path)) {
    const lines = (rest + decoded(chunk as Uint8Array)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LINE_UNITS_MAX) throw new RdfSyntaxError(`the line is longer than ${LINE_UNITS_MAX} characters`, line, 0);
    yield* lines;
    line += lines.length;
  }
  rest += decoded();
  if (rest !== '') yield rest;
}

interface N3Problem extends Error {
  readonly context?: { readonly line?: number; readonly token?: { readonly start?: number } };
}

async function* readTurtle({ path, format, scope, base }: QuadSource): AsyncGenerator<FileQuad> {
  let anonymous = 0;
  const factory = {
    ...DataFactory,
    // The same names at each reading; a label of the file has another prefix.
    blankNode: (label?: string) => DataFactory.blankNode(label ?? `a-${(anonymous += 1)}`),
  };
  const parser = new StreamParser({
    format: formatName(format),
    factory,
    blankNodePrefix: '_:l-',
    ...(base === undefined ? {} : { baseIRI: base }),
  });
  const content = contentOf(path);
  content.once('error', (error) => parser.destroy(error));
  content.pipe(parser as unknown as NodeJS.WritableStream);
  try {
    for await (const quad of parser as unknown as AsyncIterable<Quad>) yield { quad: quadText(quad, scope), line: 0 };
  } catch (error) {
    const { context, message } = error as N3Problem;
    if (!context) throw error;
    const problem = message.replace(/ on line \d+\.$/, '');
    throw new RdfSyntaxError(problem, context.line ?? 0, (context.token?.start ?? -1) + 1);
  } finally {
    content.destroy();
  }
}

function quadText({ subject, predicate, object, graph }: Quad, scope: string): string {
  const terms: Term[] = graph.termType === 'DefaultGraph' ? [subject, predicate, object] : [subject, predicate, object, graph];
  return `${terms.map((term) => termText(term, scope)).join(' ')} .`;
}

function termText(term: Term, scope: string): string {
  if (term.termType === 'BlankNode') return blankNodeIri(scope, term.value);
  if (term.termType === 'Literal') {
    if (term.language) return literal(term.value, { language: term.language });
    return term.datatype.value === XSD_STRING ? literal(term.value) : literal(term.value, { datatype: term.datatype.value });
  }
  if (term.termType !== 'NamedNode') throw new RdfSyntaxError('statements about statements are not supported', 0, 0);
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(term.value))
    throw new RdfSyntaxError(`<${term.value.slice(0, 100)}> is relative: say with --base to what`, 0, 0);
  return iri(term.value);
}
