import { describe, expect, test } from 'vitest';
import { essence, eventsOf, gathered, readAll, writeAll } from './gathered.ts';
import { NO_RECORDINGS, type Recording, hasRecordings, readRecordings } from '../recorded-upstream.ts';
import { chatCodec } from '../../src/core/dialects/chat/codec.ts';
import { messagesCodec } from '../../src/core/dialects/messages/codec.ts';
import type { DialectCodec, Json } from '../../src/core/dialects/normal/dialect-codec.ts';
import type { NormalRequest } from '../../src/core/dialects/normal/normal-request.ts';

const CODECS: Readonly<Record<string, DialectCodec>> = { chat: chatCodec, messages: messagesCodec };
const REQUEST: NormalRequest = { model: 'm', stream: true, choices: 1, turns: [], tools: [], sampling: {}, own: [] };
const recordings = readRecordings().filter(({ dialect }) => dialect in CODECS);
const documents = recordings.filter(({ stream }) => !stream).map((recording) => [recording.name, recording] as const);
const streams = recordings
  .filter(({ stream }) => stream)
  .flatMap((recording) =>
    exchangesOf(recording).map((lines, index) => [`${recording.name} #${index}`, recording, lines] as const),
  );

/** One file may hold several answers after one another. */
function exchangesOf(recording: Recording): string[][] {
  const lines = recording.text.split('\n').filter((line) => line.trim() !== '');
  const exchanges: string[][] = [];
  for (const line of lines) {
    if (exchanges.length === 0 || line.includes('"message_start"')) exchanges.push([]);
    exchanges.at(-1)!.push(line);
  }
  return exchanges;
}

const otherOf = (recording: Recording): DialectCodec => (recording.dialect === 'chat' ? messagesCodec : chatCodec);

function readLines(recording: Recording, lines: readonly string[]): ReturnType<typeof readAll> {
  const reader = CODECS[recording.dialect]!.openReader();
  const events = lines.flatMap((line) => reader.read('', line));
  const rest = reader.over ? [] : reader.read('', '[DONE]');
  expect(reader.over).toBe(true);
  return [...events, ...rest];
}

describe.skipIf(!hasRecordings)(`recorded answers (skipped: ${NO_RECORDINGS})`, () => {
  test.each(documents)('%s is written back in its own dialect without loss', (_name, recording) => {
    const codec = CODECS[recording.dialect]!;
    const document = JSON.parse(recording.text) as Json;
    expect(codec.writeAnswer(codec.readAnswer(document), REQUEST)).toMatchObject(document);
  });

  test.each(documents)('%s says the same in the other dialect', (_name, recording) => {
    const document = JSON.parse(recording.text) as Json;
    const other = otherOf(recording);
    const answer = CODECS[recording.dialect]!.readAnswer(document);
    const written = other.writeAnswer(answer, REQUEST);
    expect(essence(other.readAnswer(written))).toEqual(essence(answer));
    expect(plain(written)).toEqual(plain(document));
  });

  test.each(streams)('%s is written back in its own dialect without loss', (_name, recording, lines) => {
    const events = readLines(recording, lines);
    const text = writeAll(events, CODECS[recording.dialect]!.openWriter(REQUEST, { usage: true }));
    const written = eventsOf(text).map(({ data }) => (data === '[DONE]' ? undefined : (JSON.parse(data) as Json)));
    if (recording.dialect === 'chat') expect(plain(assembled(written))).toEqual(plain(assembled(lines.map(parse))));
    else expect(written.filter(isSeen)).toMatchObject(lines.map(parse).filter(isSeen));
  });

  test.each(streams)('%s says the same in the other dialect, streamed or not', (_name, recording, lines) => {
    const events = readLines(recording, lines);
    const other = otherOf(recording);
    const answer = gathered(events);
    const text = writeAll(events, other.openWriter(REQUEST, { usage: true }));
    expect(essence(gathered(readAll(text, other.openReader())))).toEqual(essence(answer));
    expect(essence(other.readAnswer(other.writeAnswer(answer, REQUEST)))).toEqual(essence(answer));
  });
});

const parse = (line: string): Json => JSON.parse(line) as Json;

/** Pings and empty pieces say nothing, and an empty input is `{}` with or without a piece that says so. */
const isSeen = (event: Json | undefined): boolean =>
  event?.['type'] !== 'ping' &&
  !['', '{}'].includes((event?.['delta'] as { partial_json?: string } | undefined)?.partial_json ?? '-');

type Loose = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- reads documents of two dialects without the codecs

const STOPS: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

/** Text, calls, stop and tokens of a document, looked up by hand. */
function plain(document: Loose): unknown {
  if (document['choices']) {
    const [{ message, finish_reason: stop }] = document['choices'];
    const calls = (message.tool_calls ?? []).map((call: Loose) => [
      call['id'],
      call['function'].name,
      JSON.parse(call['function'].arguments),
    ]);
    return {
      text: message.content ?? '',
      calls,
      stop,
      tokens: [document['usage'].prompt_tokens, document['usage'].completion_tokens],
    };
  }
  const content: Loose[] = document['content'];
  const usage = document['usage'];
  const input = usage.input_tokens + (usage.cache_read_input_tokens ?? 0) + (usage.cache_creation_input_tokens ?? 0);
  return {
    text: content.map((block) => (block['type'] === 'text' ? block['text'] : '')).join(''),
    calls: content.filter((block) => block['type'] === 'tool_use').map((block) => [block['id'], block['name'], block['input']]),
    stop: STOPS[document['stop_reason']],
    tokens: [input, usage.output_tokens],
  };
}

/** Chunks of chat as a document, put together by hand. */
function assembled(chunks: readonly (Loose | undefined)[]): Loose {
  let content = '';
  let stop: unknown;
  let usage: unknown;
  for (const chunk of chunks) {
    content += chunk?.['choices'][0]?.delta.content ?? '';
    stop = chunk?.['choices'][0]?.finish_reason ?? stop;
    usage = chunk?.['usage'] ?? usage;
  }
  return { choices: [{ message: { content }, finish_reason: stop }], usage };
}
