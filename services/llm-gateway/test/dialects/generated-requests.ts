import fc from 'fast-check';
import type { Json } from '../../src/core/dialects/normal/dialect-codec.ts';

/** Bodies that both dialects can say in the same words; the differences that remain are listed in `differences.ts`. */

const said = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const toolName = fc.stringMatching(/^[a-z][a-z0-9_-]{0,20}$/);
/** As JSON has them: no -0. */
const input = fc
  .dictionary(fc.string({ maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .map((value) => JSON.parse(JSON.stringify(value)) as Json);
const schema = fc.constant({ type: 'object', properties: { path: { type: 'string' } }, required: ['path'] });
const base64 = fc.base64String({ minLength: 4, maxLength: 40 });

/** Only the fields that are given. */
const given = (fields: Json): Json => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
const maybe = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | undefined> => fc.option(value, { nil: undefined });

interface ImageOf {
  readonly url?: string;
  readonly mediaType?: string;
  readonly data?: string;
}
const image: fc.Arbitrary<ImageOf> = fc.oneof(
  fc.record({ url: fc.webUrl() }),
  fc.record({ mediaType: fc.constantFrom('image/png', 'image/jpeg'), data: base64 }),
);

const chatImage = ({ url, mediaType, data }: ImageOf): Json => ({
  type: 'image_url',
  image_url: { url: url ?? `data:${mediaType};base64,${data}` },
});
const messagesImage = ({ url, mediaType, data }: ImageOf): Json => ({
  type: 'image',
  source: url === undefined ? { type: 'base64', media_type: mediaType, data } : { type: 'url', url },
});

interface Said {
  readonly text: string;
  readonly images: readonly ImageOf[];
  readonly file: { readonly name: string; readonly data: string } | undefined;
}
const user = fc.record({
  text: said,
  images: fc.array(image, { maxLength: 2 }),
  file: maybe(fc.record({ name: fc.stringMatching(/^[a-z]{1,8}\.pdf$/), data: base64 })),
});

const chatUser = ({ text, images, file }: Said): Json => {
  if (images.length === 0 && !file) return { role: 'user', content: text };
  const document = file && { type: 'file', file: { filename: file.name, file_data: `data:application/pdf;base64,${file.data}` } };
  return { role: 'user', content: [{ type: 'text', text }, ...images.map(chatImage), ...(document ? [document] : [])] };
};
const messagesUser = ({ text, images, file }: Said): readonly Json[] => [
  { type: 'text', text },
  ...images.map(messagesImage),
  ...(file
    ? [{ type: 'document', source: { type: 'base64', media_type: 'application/pdf', data: file.data }, title: file.name }]
    : []),
];

interface Round {
  readonly text: string | undefined;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly input: Json; readonly result: string }[];
}
/** A turn of the assistant with calls, and their results. */
const round = (id: fc.Arbitrary<string>): fc.Arbitrary<Round> =>
  fc.record({
    text: maybe(said),
    calls: fc.array(fc.record({ id, name: toolName, input, result: said }), { minLength: 1, maxLength: 3 }),
  });

const chatRound = ({ text, calls }: Round): readonly Json[] => [
  {
    role: 'assistant',
    content: text ?? null,
    tool_calls: calls.map((call) => ({
      id: call.id,
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.input) },
    })),
  },
  ...calls.map((call) => ({ role: 'tool', tool_call_id: call.id, content: call.result })),
];
const messagesRound = ({ text, calls }: Round): readonly Json[] => [
  {
    role: 'assistant',
    content: [
      ...(text === undefined ? [] : [{ type: 'text', text }]),
      ...calls.map((call) => ({ type: 'tool_use', id: call.id, name: call.name, input: call.input })),
    ],
  },
  { role: 'user', content: calls.map((call) => ({ type: 'tool_result', tool_use_id: call.id, content: call.result })) },
];

const tool = fc.record({ name: toolName, description: maybe(said), schema, strict: maybe(fc.constant(true)) });
const settings = fc.record({
  model: fc.constantFrom('claude-sonnet-4-6', 'gpt-x', 'local/model'),
  outputTokensMax: fc.integer({ min: 1, max: 64_000 }),
  system: maybe(said),
  temperature: maybe(fc.double({ min: 0, max: 1, noNaN: true }).map(Math.abs)),
  topP: maybe(fc.double({ min: 0.01, max: 0.99, noNaN: true })),
  stop: maybe(fc.array(said, { minLength: 1, maxLength: 4 })),
  tools: maybe(fc.array(tool, { minLength: 1, maxLength: 3 })),
  choice: maybe(fc.constantFrom('auto', 'required', 'none', 'tool')),
  single: fc.boolean(),
  format: maybe(schema),
  user: maybe(said),
  stream: fc.boolean(),
});
type Settings = typeof settings extends fc.Arbitrary<infer Value> ? Value : never;

const streamFields = (stream: boolean): Json => (stream ? { stream: true, stream_options: { include_usage: true } } : {});

function chatChoice({ tools, choice, single }: Settings): Json {
  if (!tools) return {};
  const named = choice === 'tool' ? { type: 'function', function: { name: tools[0]!.name } } : choice;
  // Where none may be called there is nothing to be parallel, and `auto` comes with saying how many at once.
  const isSingle = single && choice !== 'none';
  return given({
    tool_choice: isSingle ? (named ?? 'auto') : named,
    parallel_tool_calls: isSingle ? false : undefined,
  });
}

function messagesChoice({ tools, choice, single }: Settings): Json {
  if (!tools) return {};
  if (choice === 'none') return { tool_choice: { type: 'none' } };
  const isSingle = single ? { disable_parallel_tool_use: true } : {};
  if (choice === undefined) return single ? { tool_choice: { type: 'auto', ...isSingle } } : {};
  if (choice === 'tool') return { tool_choice: { type: 'tool', name: tools[0]!.name, ...isSingle } };
  return { tool_choice: { type: choice === 'required' ? 'any' : 'auto', ...isSingle } };
}

export const chatBody: fc.Arbitrary<Json> = fc
  .record({
    settings,
    first: user,
    rounds: fc.array(round(fc.string({ minLength: 1, maxLength: 20 })), { maxLength: 2 }),
    last: said,
  })
  .map(({ settings: set, first, rounds, last }) =>
    given({
      model: set.model,
      messages: [
        ...(set.system === undefined ? [] : [{ role: 'system', content: set.system }]),
        chatUser(first),
        ...rounds.flatMap((one) => [...chatRound(one), { role: 'assistant', content: last }, { role: 'user', content: last }]),
      ],
      max_completion_tokens: set.outputTokensMax,
      temperature: set.temperature,
      top_p: set.topP,
      stop: set.stop,
      tools: set.tools?.map(({ name, description, schema: parameters, strict }) => ({
        type: 'function',
        function: given({ name, description, parameters, strict }),
      })),
      ...chatChoice(set),
      response_format: set.format && { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema: set.format } },
      user: set.user,
      ...streamFields(set.stream),
    }),
  );

export const messagesBody: fc.Arbitrary<Json> = fc
  .record({
    settings,
    first: user,
    rounds: fc.array(round(fc.stringMatching(/^toolu_[a-zA-Z0-9_-]{4,20}$/)), { maxLength: 2 }),
    last: said,
  })
  .map(({ settings: set, first, rounds, last }) => {
    const opening = messagesUser(first);
    return given({
      model: set.model,
      max_tokens: set.outputTokensMax,
      system: set.system,
      messages: [
        { role: 'user', content: opening.length === 1 ? first.text : opening },
        ...rounds.flatMap((one) => [
          ...messagesRound(one),
          { role: 'assistant', content: last },
          { role: 'user', content: last },
        ]),
      ],
      temperature: set.temperature,
      top_p: set.topP,
      stop_sequences: set.stop,
      tools: set.tools?.map(({ name, description, schema: parameters, strict }) =>
        given({ name, description, input_schema: parameters, strict }),
      ),
      ...messagesChoice(set),
      output_config: set.format && { format: { type: 'json_schema', schema: set.format } },
      metadata: set.user === undefined ? undefined : { user_id: set.user },
      stream: set.stream || undefined,
    });
  });
