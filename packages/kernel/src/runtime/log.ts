import { type Logger, destination, pino, symbols } from 'pino';
import { currentContext, traceIdOf } from './trace.ts';

export type { Logger } from 'pino';

const SECRET_FIELDS = [
  'token',
  'key',
  'apiKey',
  'api_key',
  'secret',
  'password',
  'authorization',
  'cookie',
  'gatewayKey',
  'x-api-key',
];
const SECRET_NAMES = new Set(SECRET_FIELDS);
const SECRET_NAME = new RegExp(`"(?:${SECRET_FIELDS.join('|')})":`);
const SECRET_TEXT =
  /\b(?:sk-[A-Za-z0-9_-]{8,}|pk-panal-[A-Za-z0-9_-]{8,}|gh[pousr]_[A-Za-z0-9]{16,}|github_pat_\w{20,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,})/g;
/** What stands before a secret is matched too, and put back: looking behind at every character costs twenty times as much. */
const SECRET_AFTER = /(\bBearer )[\w.~+/=-]{8,}|(:\/\/[^\s:@/]{0,256}:)[^\s@/]{1,256}(?=@)/g;
const REMOVED = '[secret removed]';

/** Replaces what looks like a credential in free text; for messages and errors that may quote one. */
export const redactSecrets = (text: string): string =>
  text
    .replace(SECRET_TEXT, REMOVED)
    .replace(SECRET_AFTER, (_match, bearer?: string, url?: string) => `${bearer ?? url ?? ''}${REMOVED}`);

/** A serialised line without the values of fields whose name says that they are secret, at any depth. */
function withoutSecretFields(line: string): string {
  if (!SECRET_NAME.test(line)) return line;
  return `${JSON.stringify(JSON.parse(line, (name, value: unknown) => (SECRET_NAMES.has(name) ? REMOVED : value)))}\n`;
}

/** Where the lines of a logger of ours go; those of `writePlain` are not searched for secrets. */
interface LineStream {
  write(line: string): void;
  writePlain(line: string): void;
}

let stampMs = 0;
let stamp = '';

/** The time as lines have it; made once a millisecond. */
function timestamp(): string {
  const nowMs = Date.now();
  if (nowMs !== stampMs) {
    stampMs = nowMs;
    stamp = `,"time":"${new Date(nowMs).toISOString()}"`;
  }
  return stamp;
}

/**
 * Writes lines of level `info` that the caller makes himself, at a tenth of what others cost: for what is logged at every request.
 * `fields` and `message` are JSON: `"name":value,…` without braces, and a string. Nothing in them is searched for secrets: text
 * that isn't the caller's own goes through `redactSecrets` first. The trace id is added, ids of tasks and missions are not.
 */
export function plainInfoLines(log: Logger): (fields: string, message: string) => void {
  const stream = (log as unknown as Record<symbol, LineStream>)[symbols.streamSym]!;
  const bindings = (log as unknown as Record<symbol, string>)[symbols.chindingsSym] ?? '';
  return (fields, message) => {
    if (!log.isLevelEnabled('info')) return;
    const traceId = traceIdOf(currentContext()?.traceparent);
    const trace = traceId ? `,"traceId":"${traceId}"` : '';
    stream.writePlain(`{"level":"info"${timestamp()}${bindings}${trace},${fields},"msg":${message}}\n`);
  };
}

/** What a log line becomes before it is written: trace and task ids added. */
function mixin(): Record<string, string> {
  const context = currentContext();
  if (!context) return {};
  const traceId = traceIdOf(context.traceparent);
  return {
    ...(traceId ? { traceId } : {}),
    ...(context.missionId ? { missionId: context.missionId } : {}),
    ...(context.taskId ? { taskId: context.taskId } : {}),
  };
}

const BUFFERED_CHARS_MAX = 64 * 1024;
const BUFFERED_MS = 20;
/** How pino writes the level, which comes first. */
const NOT_URGENT = /^\{"level":"(?:info|debug|trace)"/;

/**
 * Gathers lines up to level `info` for at most 20 ms or 64 KiB, so that a busy process doesn't pay a system call for each; anything
 * above goes out at once, behind what waited. A process that is killed loses those 20 ms, one that ends in any other way nothing.
 */
export class LineBuffer {
  readonly #write: (text: string) => void;
  #text = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  write(line: string): void {
    this.#text += line;
    if (this.#text.length >= BUFFERED_CHARS_MAX || !NOT_URGENT.test(line)) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), BUFFERED_MS).unref();
  }

  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const text = this.#text;
    this.#text = '';
    if (text !== '') this.#write(text);
  }
}

function standardError(): { write(line: string): void } {
  const stream = destination({ fd: 2, sync: true });
  const buffer = new LineBuffer((text) => stream.write(text));
  process.on('exit', () => buffer.flush());
  return buffer;
}

/** JSON-lines logger of one process on standard error; secret fields and credentials in messages are removed. */
export function createLogger(options: { service: string; level: string; stream?: { write(line: string): void } }): Logger {
  const stream = options.stream ?? standardError();
  const lines: LineStream = {
    write: (line) => stream.write(redactSecrets(withoutSecretFields(line))),
    writePlain: (line) => stream.write(line),
  };
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp,
      formatters: { level: (label) => ({ level: label }) },
      mixin,
    },
    lines,
  );
}
