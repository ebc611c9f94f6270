import { type Command, InvalidArgumentError } from 'commander';
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { FolderBridge } from '../folder/folder-bridge.ts';
import { safeText } from '../show/output.ts';

interface WatchFolderOptions {
  readonly repo?: string;
  readonly project: string;
  readonly model: string;
  readonly every: number;
  readonly untilDone?: boolean;
  readonly allowDirty?: boolean;
}

function seconds(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0.2 && value <= 3_600) return value;
  throw new InvalidArgumentError('Must be a number of seconds from 0.2 to 3600.');
}

function requireFolder(dir: string): void {
  if (!statSync(dir, { throwIfNoEntry: false })?.isDirectory())
    throw new CliError(`${dir} is no folder. Create it, and put a card into it: a Markdown file.`, exitCodes.usage);
}

async function watchFolder(dir: string, options: WatchFolderOptions, { connection, output }: CommandContext): Promise<void> {
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopping.abort());
  const tell = (line: string): void => output.note(safeText(line));
  const bridge = new FolderBridge(dir, { connection, tell, options: { ...options, allowDirty: options.allowDirty === true } });
  if (!options.untilDone) tell(`Watching ${dir}: every .md file in it is a card. Ctrl-C ends it; what runs goes on.`);
  while (!stopping.signal.aborted) {
    const underWay = await bridge.look();
    if (options.untilDone && underWay === 0) break;
    await sleep(options.every * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
  }
}

export function addWatchFolder(program: Command): void {
  program
    .command('watch-folder <dir>')
    .description('Take the Markdown files of a folder as cards, and write into each how it stands')
    .option('--repo <path>', 'path or URL of the git repository, unless a card names its own')
    .option('--project <name>', 'project that the spend belongs to', '')
    .option('--model <name>', 'model to use (default: the configured one)', '')
    .option('--every <seconds>', 'time between two looks at the folder', seconds, 2)
    .option('--until-done', 'end when no card is under way any more')
    .option('--allow-dirty', 'go on although a repository has uncommitted changes (they are not seen)')
    .addHelpText(
      'after',
      '\nExamples:\n  panal watch-folder cards --repo .\n  panal watch-folder cards --repo ~/src/shop --until-done',
    )
    .action((dir: string, options: WatchFolderOptions, command: Command) => {
      requireFolder(dir);
      return withConnection(command, (context) => watchFolder(dir, options, context));
    });
}
