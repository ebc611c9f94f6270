import { createHash, randomUUID } from 'node:crypto';
import { constants, open, realpath } from 'node:fs/promises';
import { extname, resolve, sep } from 'node:path';
import { ServiceError, type CallContext } from '@panal/kernel/runtime';
import type { IngestFileRequest, IngestResponse } from '@panal/shared-types/synapse';
import { type CheckedChange, changeSetOf } from '../core/change-set.ts';
import { limits } from '../core/limits.ts';
import { parseQuad } from '../core/nquads.ts';
import { type Synapse, requireNamespace } from '../shell/synapse.ts';
import { recordIngest } from './ingest-triples.ts';

const FILE_BYTES_MAX = limits.batchBytesMax;
const FORMATS: Readonly<Record<string, string>> = {
  '.nt': 'application/n-triples',
  '.nq': 'application/n-quads',
  '.ttl': 'text/turtle',
  '.trig': 'application/trig',
  '.rdf': 'application/rdf+xml',
  '.jsonld': 'application/ld+json',
};

const noSuchFile = (): ServiceError =>
  new ServiceError('not-found', 'There is no such file in the folder of setting synapse.ingestDir.');

/** Resolves a caller's path to a file inside the folder, links followed; the error does not tell what lies outside. */
async function confinedPath(ingestDir: string, path: string): Promise<string> {
  const root = await realpath(ingestDir).catch(() => undefined);
  if (root === undefined)
    throw new ServiceError('not-configured', 'The folder of setting synapse.ingestDir does not exist. Create it.');
  const file = await realpath(resolve(root, path)).catch(() => undefined);
  if (file === undefined || !file.startsWith(root + sep)) throw noSuchFile();
  return file;
}

const tooLarge = (bytes: string): ServiceError =>
  new ServiceError('too-large', `The file has ${bytes} bytes; at most ${FILE_BYTES_MAX} can be taken at once. Split it.`);

/** Reads a regular file. Opening waits for nobody, as that of a pipe would for its writer, and follows no link that has come since. */
async function readBounded(path: string): Promise<string> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW).catch((error: unknown) => {
    // Gone, a link by now, or a socket.
    throw ['ENOENT', 'ELOOP', 'ENXIO'].includes((error as NodeJS.ErrnoException).code ?? '') ? noSuchFile() : error;
  });
  try {
    const stats = await file.stat();
    if (!stats.isFile()) throw noSuchFile();
    if (stats.size > FILE_BYTES_MAX) throw tooLarge(String(stats.size));
    const parts: Buffer[] = [];
    // One that grows meanwhile is read no further than one byte past the bound.
    for await (const part of file.createReadStream({ end: FILE_BYTES_MAX, autoClose: false })) parts.push(part as Buffer);
    const bytes = Buffer.concat(parts);
    if (bytes.length > FILE_BYTES_MAX) throw tooLarge(`more than ${FILE_BYTES_MAX}`);
    return bytes.toString('utf8');
  } finally {
    await file.close();
  }
}

/** Takes an RDF file from the configured folder, all or nothing; format by its ending. */
export async function ingestFile(synapse: Synapse, request: IngestFileRequest, context: CallContext): Promise<IngestResponse> {
  const namespace = requireNamespace(request.namespace);
  const { ingestDir } = synapse.config;
  if (ingestDir === undefined) {
    throw new ServiceError('not-configured', 'Files are not taken: set synapse.ingestDir to the folder that they may come from.');
  }
  const format = FORMATS[extname(request.filePath).toLowerCase()];
  if (!format) throw new ServiceError('invalid-argument', `The file's ending must be one of ${Object.keys(FORMATS).join(', ')}.`);
  const text = await readBounded(await confinedPath(ingestDir, request.filePath));
  const lines = (await synapse.graph.ask({ kind: 'parse', text, format }, context.signal)).split('\n').filter(Boolean);
  const batchId = randomUUID();
  const changes: CheckedChange[] = [];
  const nodes = new Set<string>();
  for (const line of lines) {
    const quad = parseQuad(line, batchId);
    if (!quad.ok) throw new ServiceError('invalid-argument', `A quad of the file is not valid: ${quad.refusal.problem}.`);
    changes.push({ remove: false, line: quad.value });
    nodes.add(quad.value.slice(0, quad.value.indexOf(' ')));
  }
  const set = changeSetOf(changes);
  if (!set.ok) throw new ServiceError('too-large', `${set.refusal}.`);
  // The same file again changes nothing: blank nodes aside, its quads are there already.
  const digest = createHash('sha256').update(text).digest('hex');
  const ingest = { changes: set.value, nodes: nodes.size, edges: changes.length, vectors: 0 };
  return recordIngest(synapse, { namespace, set: ingest, idempotencyKey: '', digest });
}
