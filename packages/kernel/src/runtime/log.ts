import { type Logger, destination, pino } from 'pino';
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

/** JSON-lines logger of one process on standard error; secret fields and credentials in messages are removed. */
export function createLogger(options: { service: string; level: string; stream?: { write(line: string): void } }): Logger {
  const stream = options.stream ?? destination({ fd: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: { service: options.service, pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      mixin,
    },
    { write: (line: string) => stream.write(redactSecrets(withoutSecretFields(line))) },
  );
}
