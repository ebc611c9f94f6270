import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ExportPart, ExportRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { Progress } from '../../show/progress.ts';
import { type NamespaceOptions, addNamespace, requireKnown } from './namespaces.ts';
import { QuadFile } from './quad-file.ts';
import { writeOut } from './write-out.ts';

interface ExportOptions extends NamespaceOptions {
  readonly all?: boolean;
  readonly gzip?: boolean;
}

/** Where the quads of a namespace go. */
interface Sink {
  write(namespace: string, bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
  abandon(): Promise<void>;
}

const LINE_BREAK = 0x0a;

function linesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) count += 1;
  return count;
}

const standardOutput: Sink = {
  write: (_namespace, bytes) => writeOut(bytes),
  close: async () => undefined,
  abandon: async () => undefined,
};

function oneFile(path: string): Sink {
  const file = new QuadFile(path);
  return { write: (_namespace, bytes) => file.write(bytes), close: () => file.close(), abandon: () => file.abandon() };
}

/** One file for each namespace; the parts of a namespace come one after the other. */
function folder(dir: string, end: string): Sink {
  mkdirSync(dir, { recursive: true });
  let current: { readonly namespace: string; readonly file: QuadFile } | undefined;
  return {
    async write(namespace, bytes) {
      if (current?.namespace !== namespace) {
        await current?.file.close();
        current = { namespace, file: new QuadFile(join(dir, `${namespace}${end}`)) };
      }
      await current.file.write(bytes);
    },
    close: async () => await current?.file.close(),
    abandon: async () => await current?.file.abandon(),
  };
}

function sinkOf(path: string | undefined, options: ExportOptions): Sink {
  if (options.all) {
    if (path === undefined || path === '-') throw new CliError('--all needs a folder to write to.', exitCodes.usage);
    return folder(path, options.gzip ? '.nq.gz' : '.nq');
  }
  if (path === undefined || path === '-') return standardOutput;
  if (existsSync(path)) throw new CliError(`${path} is there already: name another file.`, exitCodes.usage);
  return oneFile(options.gzip && !path.endsWith('.gz') ? `${path}.gz` : path);
}

interface Copied {
  readonly total: number;
  readonly position: number;
  readonly quads: number;
}

async function copy(parts: AsyncIterable<ExportPart>, sink: Sink, context: CommandContext): Promise<Copied> {
  let total = 0;
  let position = 0;
  let progress: Progress | undefined;
  let quads = 0;
  for await (const part of parts) {
    if (!progress) {
      ({ total, position } = part);
      progress = new Progress(context.output, 'exported', total);
    }
    if (part.quads.length === 0) continue;
    const lines = linesIn(part.quads);
    quads += lines;
    await sink.write(part.namespace, part.quads);
    progress.add(lines);
  }
  return { total, position, quads };
}

async function exportQuads(path: string | undefined, options: ExportOptions, context: CommandContext): Promise<void> {
  const namespace = options.all ? '' : options.namespace;
  const sink = sinkOf(path, options);
  try {
    const request = ExportRequest.fromPartial({ namespace });
    const stream = context.connection.to('synapse').serverStream(SemanticEngineService.exportQuads, request);
    const { total, position, quads } = await copy(stream as AsyncIterable<ExportPart>, sink, context);
    if (quads !== total)
      throw new CliError(`Synapse announced ${total} quads but sent ${quads}: the export is not whole. Try again.`);
    if (quads === 0 && !options.all) await requireKnown(context, namespace);
    await sink.close();
    const told = { namespace: options.all ? '*' : namespace, quads, position };
    if (sink === standardOutput) context.output.note(`${quads} quads, as of position ${position}`);
    else context.output.result(told, () => `${quads} quads, as of position ${position}.`);
  } catch (error) {
    await sink.abandon();
    throw error;
  }
}

export function addExport(synapse: Command): void {
  const command = synapse
    .command('export')
    .argument('[file]', 'where to; nothing: standard output; with --all a folder')
    .option('-a, --all', 'every namespace, one file for each')
    .option('-z, --gzip', 'pack it; a name that ends in .gz says so, too')
    .description('Write a namespace as N-Quads, as it is at one moment, whatever its size')
    .addHelpText(
      'after',
      `
Examples:
  panal synapse export > panal.nq
  panal synapse export notes.nq.gz -n notes
  panal synapse export --all --gzip dumps/`,
    );
  addNamespace(command).action((file: string | undefined, options: ExportOptions, self: Command) =>
    withConnection(self, (context) => exportQuads(file, options, context)),
  );
}
