import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers of real providers that others recorded; they lie beside the checkout, where they do. */
const FOLDER = new URL('../../../../shared/data/llm-recordings/', import.meta.url);

export const hasRecordings = existsSync(FOLDER);
export const NO_RECORDINGS = 'no recordings of real providers beside the checkout';

export type RecordedDialect = 'chat' | 'responses' | 'messages';

export interface Recording {
  /** Also the name of the model that answers with it. */
  readonly name: string;
  readonly dialect: RecordedDialect;
  readonly stream: boolean;
  readonly text: string;
}

const DIALECTS: readonly (readonly [prefix: string, dialect: RecordedDialect])[] = [
  ['anthropic__anthropic', 'messages'],
  ['openai__chat__', 'chat'],
  ['openai__responses__', 'responses'],
];

/** All recordings of answers in a dialect that can be translated. */
export function readRecordings(): Recording[] {
  if (!hasRecordings) return [];
  return readdirSync(FOLDER)
    .toSorted()
    .flatMap((name): Recording[] => {
      const dialect = DIALECTS.find(([prefix]) => name.startsWith(prefix))?.[1];
      const text = readFileSync(new URL(name, FOLDER), 'utf8');
      if (!dialect || !isAnswer(name, text)) return [];
      if (!name.endsWith('.chunks.txt')) return [{ name, dialect, stream: false, text }];
      const streams = streamsOf(text);
      return streams.map((lines, index) => ({
        name: streams.length > 1 ? `${name}#${index + 1}` : name,
        dialect,
        stream: true,
        text: lines.join('\n'),
      }));
    });
}

/** Some files hold errors, or answers of other interfaces. */
function isAnswer(name: string, text: string): boolean {
  if (name.endsWith('.chunks.txt')) return text.trim() !== '';
  const value = JSON.parse(text) as Record<string, unknown>;
  return (value['content'] ?? value['choices'] ?? value['output']) !== undefined;
}

const PATHS: Readonly<Record<string, RecordedDialect>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
  '/v1/messages': 'messages',
};

/** Some files hold several answers in a row. */
function streamsOf(text: string): string[][] {
  const streams: string[][] = [];
  for (const line of text.split('\n').filter((part) => part.trim() !== '')) {
    const { type } = JSON.parse(line) as { type?: string };
    if (streams.length === 0 || type === 'message_start' || type === 'response.created') streams.push([]);
    streams.at(-1)!.push(line);
  }
  return streams;
}

/** A server that answers each model's name with the recording of that name. */
export class RecordedUpstream {
  readonly bodiesSeen: Record<string, unknown>[] = [];
  readonly #recordings: ReadonlyMap<string, Recording>;
  readonly #server = createServer((request, response) => void this.#serve(request, response));

  constructor(recordings: readonly Recording[]) {
    this.#recordings = new Map(recordings.map((recording) => [recording.name, recording]));
  }

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  /** Without `/v1`. */
  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
    this.bodiesSeen.push(body);
    const recording = this.#recordings.get(String(body['model']));
    const dialect = PATHS[(request.url ?? '').split('?')[0]!];
    if (!recording || recording.dialect !== dialect || recording.stream !== (body['stream'] ?? false)) {
      response.writeHead(404, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ type: 'error', error: { type: 'not_found_error', message: 'no such recording' } }));
      return;
    }
    response.writeHead(200, { 'content-type': recording.stream ? 'text/event-stream' : 'application/json' });
    response.end(recording.stream ? eventsOf(recording) : recording.text);
  }
}

/** The recorded lines as the provider's events. */
function eventsOf({ dialect, text }: Recording): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const events = lines.map((line) => {
    const { type } = JSON.parse(line) as { type?: string };
    return dialect === 'chat' ? `data: ${line}\n\n` : `event: ${type}\ndata: ${line}\n\n`;
  });
  return events.join('') + (dialect === 'chat' ? 'data: [DONE]\n\n' : '');
}
