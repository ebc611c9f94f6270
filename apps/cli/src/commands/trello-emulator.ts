import { type TrelloEmulator, randomFaults, startTrelloEmulator } from '@panal/trello-emulator';
import { type Command, InvalidArgumentError } from 'commander';
import { once } from 'node:events';
import { CliError, exitCodes } from '../exit.ts';
import { createOutput } from '../show/output.ts';
import { wantsJson } from '../wants-json.ts';

interface EmulatorOptions {
  readonly port: number;
  readonly lists: string;
  readonly people: string;
  readonly callback: string;
  readonly faults: number;
  readonly seed: number;
}

/** No secrets: they open an emulator on this machine and nothing else. */
const credentials = { apiKey: 'emulator-key', token: 'emulator-token', appSecret: 'emulator-app-secret' };
const LISTS = 'Inbox,Requirements,To do,In progress,Human review,Done,Blocked,Rework';

const names = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

const numberIn =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Must be a number from ${least} to ${most}.`);
  };

/** What a bridge needs to know to work on the emulated board, as variables of its environment. */
const settingsOf = (board: TrelloEmulator, people: readonly string[], callback: string): Readonly<Record<string, string>> => ({
  PANAL_BRIDGE_BOARD_ID: board.boardId,
  PANAL_BRIDGE_BASE_URL: board.baseUrl,
  PANAL_BRIDGE_CALLBACK_URL: callback,
  PANAL_BRIDGE_MEMBERS_MAY_PROMPT: JSON.stringify(people),
  PANAL_BRIDGE_MEMBERS_MAY_APPROVE: JSON.stringify(people.slice(0, 1)),
  TRELLO_API_KEY: credentials.apiKey,
  TRELLO_TOKEN: credentials.token,
  TRELLO_APP_SECRET: credentials.appSecret,
});

async function startBoard(options: EmulatorOptions): Promise<TrelloEmulator> {
  const { port, lists, people } = options;
  const given = { ...credentials, lists: names(lists), people: names(people), port, boardName: 'Panal' };
  try {
    return await startTrelloEmulator(given);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new CliError(`Port ${port} is taken. Stop what uses it, or choose another one with --port.`, exitCodes.failed);
  }
}

async function emulate(options: EmulatorOptions, command: Command): Promise<void> {
  const board = await startBoard(options);
  const people = board.people.map(({ memberId }) => memberId);
  board.registerWebhook(options.callback);
  if (options.faults > 0) {
    const { request, delivery } = randomFaults(options.faults, options.seed);
    // What the page sends stays whole, so that the person at it can still work.
    board.fault = ({ headers }) => (headers.authorization?.includes(credentials.token) ? request() : undefined);
    board.fateOf = delivery;
  }
  const settings = settingsOf(board, people, options.callback);
  createOutput(wantsJson(command)).result({ page: board.pageUrl, settings }, () =>
    [
      `The board: ${board.pageUrl}`,
      '',
      'For the bridge, before "panal up" in another terminal:',
      ...Object.entries(settings).map(([name, value]) => `  export ${name}='${value}'`),
      '  export PANAL_BRIDGE_REPOSITORY_ID=…   the registered repository that the cards are about',
      ...(options.faults > 0 ? ['', `Faults: ${options.faults * 100} % of requests and deliveries, seed ${options.seed}.`] : []),
      '',
      'Everything is in memory. Ctrl-C ends it.',
    ].join('\n'),
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await board.stop();
}

export function addTrelloEmulator(program: Command): void {
  program
    .command('trello-emulator')
    .description('A Trello of your own on this machine, with a board to look at, to try the bridge without an account')
    .option('--port <n>', 'where the board and its REST API are', numberIn(0, 65_535), 7062)
    .option('--lists <names>', 'the lists of the board, with commas', LISTS)
    .option('--people <names>', 'who can use the board; the first one may approve', 'Ada,Ben')
    .option('--callback <url>', 'where webhooks are sent to', 'http://127.0.0.1:7060/webhooks/trello')
    .option('--faults <share>', 'share of requests and deliveries that go wrong, 0 to 1', numberIn(0, 1), 0)
    .option('--seed <n>', 'repeats the faults of another run', numberIn(0, 4_294_967_295), 1)
    .addHelpText(
      'after',
      '\nExamples:\n  panal trello-emulator\n  panal trello-emulator --people "Ada,Ben,Eve" --port 0 --json\n  panal trello-emulator --faults 0.1 --seed 7',
    )
    .action(emulate);
}
