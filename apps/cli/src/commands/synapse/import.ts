/**
 * Import of files:
 *
 *   read all of it, send nothing ──a line that can't be read──► named, nothing was imported
 *        │ whole
 *        ▼
 *   send in batches; each has a key made of what the file holds and its place ──was sent before──► is all of it still there?
 *        ▲                     │ new                                                                 │ yes: next   │ no: send anew
 *        └─────────────────────┴─────────────────────────────────────────────────────────────────────┴─────────────┘
 *
 * So the same file again adds nothing, one that was cut short goes on, and in the end all of the file is there.
 */
import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { status } from '@grpc/grpc-js';
import { type GrpcChannel, grpcReason } from '@panal/kernel/runtime';
import { SemanticEngineService, TransactionRequest, type WriteReply } from '@panal/shared-types/synapse';
import { insert } from '@panal/synapse-client';
import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { callError } from '../../connection.ts';
import { CliError } from '../../exit.ts';
import { type FileQuad, type QuadSource, RdfSyntaxError, contentDigest, readQuads } from '../../rdf/read-quads.ts';
import { fileFormat } from '../../rdf/rdf-formats.ts';
import { withReadableFile } from '../../rdf/spooled-input.ts';
import { Progress } from '../../show/progress.ts';
import { type NamespaceOptions, addNamespace } from './namespaces.ts';
import { tryOn } from '../../try-on.ts';

interface ImportOptions extends NamespaceOptions {
  readonly format?: string;
  readonly base?: string;
}

/** Of the keys: whoever changes how files are cut into batches changes it. */
const BATCHING = 'v1';
const BATCH_QUADS = 5_000;
/** UTF-16 units; a single statement may be larger. */
const BATCH_UNITS = 1_000_000;
const SCOPE_DIGITS = 24;
const TIMEOUT_MS = 120_000;

interface Imported {
  readonly file: string;
  readonly namespace: string;
  /** Statements of the file; all of them are there now. */
  readonly quads: number;
  /** Of these, those that an import of the same file had brought before. */
  readonly before: number;
  /** Of the journal, for readers who must see it; 0 for an empty file. */
  readonly position: number;
}

const placeOf = (line: number, column: number): string => (line === 0 ? '' : `:${line}${column > 0 ? `:${column}` : ''}`);

async function* batchesOf(quads: AsyncIterable<FileQuad>): AsyncGenerator<FileQuad[]> {
  let batch: FileQuad[] = [];
  let units = 0;
  for await (const quad of quads) {
    if (batch.length === BATCH_QUADS || (batch.length > 0 && units + quad.quad.length > BATCH_UNITS)) {
      yield batch;
      batch = [];
      units = 0;
    }
    batch.push(quad);
    units += quad.quad.length;
  }
  if (batch.length > 0) yield batch;
}

/** Reads a file to its end; returns how many statements it holds. */
async function check(source: QuadSource, shown: string, progress: Progress): Promise<number> {
  let count = 0;
  try {
    for await (const _ of readQuads(source)) {
      count += 1;
      if (count % BATCH_QUADS === 0) progress.add(BATCH_QUADS);
    }
  } catch (error) {
    if (!(error instanceof RdfSyntaxError)) throw error;
    const where = `${shown}${placeOf(error.line, error.column)}`;
    throw new CliError(`${where}: ${error.message}. Nothing of this file was imported; mend it and run the same command again.`);
  }
  return count;
}

interface Target {
  readonly channel: GrpcChannel;
  readonly namespace: string;
}

const write = ({ channel, namespace }: Target, batch: readonly FileQuad[], idempotencyKey: string): Promise<WriteReply> => {
  const changes = batch.map(({ quad }) => insert(quad));
  const request = TransactionRequest.fromPartial({ namespace, changes, idempotencyKey });
  return tryOn(() => channel.call(SemanticEngineService.applyTransaction, request, { timeoutMs: TIMEOUT_MS }));
};

async function allThere({ channel, namespace }: Target, batch: readonly FileQuad[]): Promise<boolean> {
  const request = TransactionRequest.fromPartial({ namespace, mustExist: batch.map(({ quad }) => quad) });
  try {
    await tryOn(() => channel.call(SemanticEngineService.applyTransaction, request, { timeoutMs: TIMEOUT_MS }));
    return true;
  } catch (error) {
    if ((error as { code?: number }).code === status.FAILED_PRECONDITION) return false;
    throw error;
  }
}

/** One batch; `isNew` says whether it had to be sent. */
async function bring(target: Target, batch: readonly FileQuad[], key: string): Promise<{ isNew: boolean; position: number }> {
  const { duplicate, position } = await write(target, batch, key);
  if (!duplicate) return { isNew: true, position };
  if (await allThere(target, batch)) return { isNew: false, position };
  // Somebody took some of it away since.
  return { isNew: true, position: (await write(target, batch, `${key}-${randomUUID()}`)).position };
}

/** What a failed batch means to the user: the line where Synapse names one, and what is in already. */
function batchError(error: unknown, batch: readonly FileQuad[], about: { shown: string; sent: number; total: number }): CliError {
  const { shown, sent, total } = about;
  const { message, exitCode } = callError(error);
  const [, index, column, problem] = /^changes\[(\d+)\], column (\d+): (.*)$/s.exec(grpcReason(error)) ?? [];
  const quad = index === undefined ? undefined : batch[Number(index)];
  const what = quad ? `${shown}${placeOf(quad.line, Number(column))}: ${problem} (${quad.quad.slice(0, 200)})` : message;
  return new CliError(
    `${what} The first ${sent} of ${total} statements are imported, the others are not. Run the same command again: it goes on, and adds nothing twice.`,
    exitCode,
  );
}

async function importFile(path: string, shown: string, options: ImportOptions, context: CommandContext): Promise<Imported> {
  const { namespace, base } = options;
  const format = fileFormat(shown, options.format);
  const digest = await contentDigest(path);
  const source: QuadSource = { path, format, scope: digest.slice(0, SCOPE_DIGITS), base };
  const total = await check(source, shown, new Progress(context.output, `checking ${shown}`, 0));
  const target: Target = { channel: context.connection.to('synapse'), namespace };
  const progress = new Progress(context.output, `importing ${shown}`, total);
  let before = 0;
  let sent = 0;
  let newest = 0;
  for await (const batch of batchesOf(readQuads(source))) {
    const key = `import-${BATCHING}-${digest}-${format}-${sent}`;
    const { isNew, position } = await bring(target, batch, key).catch((error: unknown) => {
      throw batchError(error, batch, { shown, sent, total });
    });
    if (!isNew) before += batch.length;
    sent += batch.length;
    newest = Math.max(newest, position);
    progress.add(batch.length);
  }
  return { file: shown, namespace, quads: sent, before, position: newest };
}

async function importFiles(files: readonly string[], options: ImportOptions, context: CommandContext): Promise<void> {
  const done: Imported[] = [];
  for (const file of files.length === 0 ? ['-'] : files) {
    done.push(await withReadableFile(file, (path) => importFile(path, file, options, context)));
  }
  context.output.result(done, () =>
    done.map(({ file, quads, before, namespace }) => {
      const known = before === 0 ? '' : ` ${before === quads ? 'All' : before} of them were imported before.`;
      return `${file === '-' ? 'standard input' : basename(file)}: ${quads} statements are in "${namespace}".${known}`;
    }),
  );
}

export function addImport(synapse: Command): void {
  const command = synapse
    .command('import')
    .argument('[files...]', 'N-Quads, N-Triples, Turtle or TriG, plain or .gz; "-" or nothing: standard input')
    .option('--format <name>', 'nquads, ntriples, turtle or trig; default: by the end of the name')
    .option('--base <iri>', 'what relative IRIs of Turtle and TriG are relative to')
    .description('Add the statements of files; the same file again adds nothing, and a broken-off import goes on')
    .addHelpText(
      'after',
      `
Blank nodes get IRIs that are the same for the same file.

Examples:
  panal synapse import notes.ttl -n notes
  panal synapse import dump.nq.gz
  curl -s https://example.org/data.nt | panal synapse import --format ntriples -n web`,
    );
  addNamespace(command).action((files: string[], options: ImportOptions, self: Command) =>
    withConnection(self, (context) => importFiles(files, options, context)),
  );
}
