import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { chatCodec } from '../chat/codec.ts';
import { messagesCodec } from '../messages/codec.ts';
import type { DialectCodec, Json } from '../normal/dialect-codec.ts';
import type { AnswerEvent, NormalAnswer } from '../normal/normal-answer.ts';
import type { NormalRequest } from '../normal/normal-request.ts';
import { gatherEvents } from '../testing/gather-events.ts';
import { parseSse, readAll } from '../testing/sse.ts';
import { responsesCodec } from './codec.ts';

/** Answers of OpenAI that others recorded, kept beside the checkout; they are not ours to ship. */
const FOLDER = fileURLToPath(new URL('../../../../../../../shared/data/llm-recordings/', import.meta.url));
const present = existsSync(FOLDER);
const files = present ? readdirSync(FOLDER).filter((name) => name.startsWith('openai__responses__')) : [];
const message = present ? '' : ' (skipped: no recordings beside this checkout)';

const REQUEST: NormalRequest = { model: 'm', stream: false, choices: 1, turns: [], tools: [], sampling: {}, own: [] };

interface Recorded {
  readonly name: string;
  readonly body: Json;
}

const documents = (): readonly Recorded[] =>
  files
    .filter((name) => name.endsWith('.json'))
    .map((name) => ({ name, body: JSON.parse(readFileSync(FOLDER + name, 'utf8')) as Json }))
    .filter(({ body }) => body['object'] === 'response');

/** A file may hold several streams, one after the other. */
function streams(): readonly { readonly name: string; readonly events: readonly Json[] }[] {
  const found: { name: string; events: Json[] }[] = [];
  for (const name of files.filter((file) => file.endsWith('.chunks.txt'))) {
    for (const line of readFileSync(FOLDER + name, 'utf8').split('\n')) {
      if (line === '') continue;
      const event = JSON.parse(line) as Json;
      if (event['type'] === 'response.created') found.push({ name, events: [] });
      found.at(-1)!.events.push(event);
    }
  }
  return found;
}

const read = (events: readonly Json[]): readonly AnswerEvent[] =>
  readAll(
    responsesCodec.openReader(),
    events.map((event) => ({ event: String(event['type']), data: JSON.stringify(event) })),
  );

/** What every dialect can say of an answer. */
function essence({ choices, usage }: NormalAnswer): unknown {
  const blocks = choices[0]?.blocks ?? [];
  const refused = blocks.some((block) => block.kind === 'refusal');
  return {
    text: blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''),
    calls: blocks.flatMap((block) =>
      block.kind === 'tool-call' ? [[block.id, block.name, block.custom ? { input: block.input } : JSON.parse(block.input)]] : [],
    ),
    stop: refused ? 'refusal' : choices[0]?.stop.kind,
    tokens: [usage?.inputTokens, usage?.cacheReadTokens, usage?.outputTokens],
  };
}

/** A custom tool's text is an object in Anthropic's messages. */
const unwrapped = (answer: NormalAnswer, original: NormalAnswer): NormalAnswer => {
  const custom = new Set(
    original.choices[0]?.blocks.flatMap((block) => (block.kind === 'tool-call' && block.custom ? [block.id] : [])),
  );
  const choices = answer.choices.map((choice) => ({
    ...choice,
    blocks: choice.blocks.map((block) =>
      block.kind === 'tool-call' && custom.has(block.id) && !block.custom
        ? { ...block, custom: true as const, input: (JSON.parse(block.input) as { input: string }).input }
        : block,
    ),
  }));
  return { ...answer, choices };
};

const OTHERS: readonly (readonly [string, DialectCodec])[] = [
  ['chat', chatCodec],
  ['messages', messagesCodec],
];

test.skipIf(!present)(`there are recordings of documents and streams${message}`, () => {
  expect(documents().length).toBeGreaterThan(5);
  expect(streams().length).toBeGreaterThan(10);
});

describe.skipIf(!present)('recorded documents', () => {
  test.each(documents())('$name is written back as it was', ({ body }) => {
    const written = responsesCodec.writeAnswer(responsesCodec.readAnswer(body), REQUEST);
    expect(JSON.parse(JSON.stringify(written))).toEqual(body);
  });

  for (const [dialect, codec] of OTHERS) {
    test.each(documents())(`$name is equal in ${dialect}`, ({ body }) => {
      const answer = responsesCodec.readAnswer(body);
      const other = codec.readAnswer(codec.writeAnswer(answer, REQUEST));
      expect(essence(unwrapped(other, answer))).toEqual(essence(answer));
    });
  }
});

describe.skipIf(!present)('recorded streams', () => {
  test.each(streams())('$name tells what its last event repeats', ({ events }) => {
    const last = events.at(-1)!['response'] as Json;
    // A cut recording repeats more than it told: what is missing is taken from the last event.
    const told = isConsistent(events) ? gatherEvents(read(events)) : responsesCodec.readAnswer(last);
    expect(essence(told)).toEqual(essence(responsesCodec.readAnswer(last)));
  });

  test.each(streams())('$name is written back with the same last event', ({ events }) => {
    const writer = responsesCodec.openWriter(REQUEST, { usage: true });
    const text = read(events)
      .map((event) => writer.write(event))
      .join('');
    const written = parseSse(text).map(({ data }) => JSON.parse(data) as Json);
    expect(written.map((event) => event['sequence_number'])).toEqual(written.map((_, index) => index));
    expect(new Set(written.map((event) => event['type']))).toEqual(
      new Set([...events.map((event) => event['type']), ...filledUp(written)]),
    );
    if (isConsistent(events))
      expect(withoutSealed(written.at(-1)!['response'])).toEqual(withoutSealed(events.at(-1)!['response']));
  });

  for (const [dialect, codec] of OTHERS) {
    test.each(streams())(`$name is equal in ${dialect}`, ({ events }) => {
      const answer = gatherEvents(read(events));
      const writer = codec.openWriter(REQUEST, { usage: true });
      const text = read(events)
        .map((event) => writer.write(event))
        .join('');
      const other = gatherEvents(readAll(codec.openReader(), parseSse(text)));
      expect(essence(unwrapped(other, answer))).toEqual(essence(answer));
    });
  }
});

/** Recordings that were edited may say another text in pieces than in the end. */
function isConsistent(events: readonly Json[]): boolean {
  const pieces = new Map<string, string>();
  const place = (event: Json): string => `${String(event['output_index'])}.${String(event['content_index'])}`;
  for (const event of events) {
    if (event['type'] === 'response.output_text.delta')
      pieces.set(place(event), (pieces.get(place(event)) ?? '') + String(event['delta']));
    if (event['type'] === 'response.output_text.done' && !String(event['text']).startsWith(pieces.get(place(event)) ?? ''))
      return false;
  }
  return true;
}

/** Kinds that a recording may lack: it was made before they existed, or was cut. */
const filledUp = (written: readonly Json[]): readonly unknown[] =>
  written.map((event) => event['type']).filter((type) => /\.(?:done|added|delta)$/.test(String(type)));

/** The provider encrypts the same thoughts anew in the last event. */
function withoutSealed(response: unknown): unknown {
  return JSON.parse(JSON.stringify(response), (name, value: unknown) =>
    name === 'encrypted_content' ? undefined : value,
  ) as unknown;
}
