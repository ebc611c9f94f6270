import { expect, test } from 'vitest';
import type { Wire } from '../dialect-request.ts';
import { foreignStateIn } from './provider-state.ts';

const OWN = 'msg_panal_0123456789abcdef0123456789abcdef_0';
const refusedAt = (body: object, wire: Wire = 'responses', isShared = false): string | null | undefined =>
  foreignStateIn(body as Record<string, unknown>, { wire, isShared, ownsItem: (id) => id === 'msg_own' })?.param;
const input = (...items: readonly object[]): object => ({ input: items });
const part = (value: object): object => ({ messages: [{ role: 'user', content: [value] }] });

test.each<[object, string]>([
  [{ conversation: 'conv_A' }, 'conversation'],
  [{ conversation: { id: 'conv_A' } }, 'conversation'],
  [{ prompt: { id: 'pmpt_A' } }, 'prompt'],
  [input({ type: 'item_reference', id: 'msg_A1' }), 'input[0].id'],
  [input({ role: 'user', content: 'x' }, { id: 'msg_A1' }), 'input[1].id'],
  [input({ type: null, id: 'msg_A1', more: 1, yet: 2 }), 'input[0].id'],
  [input({ type: 'item_reference', id: ['msg_own'] }), 'input[0].id'],
  [{ input: { id: 'msg_A1' } }, 'input[0].id'],
  [input({ type: 'reasoning', id: 'rs_A1', summary: [] }), 'input[0].id'],
  [input({ type: 'image_generation_call', id: 'ig_A1', status: 'completed' }), 'input[0].id'],
  [input({ role: 'user', content: [{ type: 'input_image', file_id: 'file-A' }] }), 'input[0].content[0].file_id'],
  [input({ role: 'user', content: [{ type: 'input_file', file_id: 'file-A' }] }), 'input[0].content[0].file_id'],
  [
    input({ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_file', file_id: 'file-A' }] }),
    'input[0].output[0].file_id',
  ],
  [{ tools: [{ type: 'file_search', vector_store_ids: ['vs_A'] }] }, 'tools[0].vector_store_ids'],
  [{ tools: [{ type: 'code_interpreter', container: 'cntr_A' }] }, 'tools[0].container'],
  [{ tools: [{ type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-A'] } }] }, 'tools[0].container.file_ids'],
])('a response is refused that names what another key may own: %j', (body, path) => {
  expect(refusedAt(body)).toBe(path);
  expect(refusedAt(body, 'responses', true)).toBeUndefined();
});

test.each<[object, Wire, string]>([
  [part({ type: 'image', source: { type: 'file', file_id: 'f' } }), 'messages', 'messages[0].content[0].source.file_id'],
  [part({ type: 'container_upload', file_id: 'f' }), 'count-tokens', 'messages[0].content[0].file_id'],
  [{ container: 'container_A' }, 'messages', 'container'],
  [{ container: { id: 'container_A' } }, 'messages', 'container'],
  [{ container: { skills: [{ type: 'custom', skill_id: 's' }] } }, 'messages', 'container.skills[0].skill_id'],
  [part({ type: 'file', file: { file_id: 'f' } }), 'chat', 'messages[0].content[0].file.file_id'],
  [{ messages: [{ role: 'assistant', audio: { id: 'audio_A' } }] }, 'chat', 'messages[0].audio'],
  [{ previous_response_id: 'resp_A1' }, 'chat', 'previous_response_id'],
])('so is one of another dialect: %j', (body, wire, path) => {
  expect(refusedAt(body, wire)).toBe(path);
  expect(refusedAt(body, wire, true)).toBeUndefined();
});

test.each([[['resp_A1']], [{ id: 'resp_A1' }], [7]])('an earlier response is named by a text only, not %j', (id) => {
  expect(refusedAt({ previous_response_id: id })).toBe('previous_response_id');
  expect(refusedAt({ previous_response_id: id }, 'responses', true)).toBe('previous_response_id');
});

test('what stands in the request, what the key was given, and what the gateway keeps is taken', () => {
  const bodies: readonly object[] = [
    { input: 'x', previous_response_id: 'resp_x', prompt: null, conversation: null },
    input({ type: 'item_reference', id: 'msg_own' }, { id: OWN }, { type: 'reasoning', id: 'msg_own', summary: [] }),
    input({ type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'e' }),
    input({ id: 'msg_1', type: 'message', role: 'assistant', content: [] }, { id: 'msg_2', role: 'user', content: 'x' }),
    input({ type: 'input_image', image_url: 'https://e/x.png', file_id: null }),
    { tools: [{ type: 'function', name: 'f', parameters: { properties: { file_id: {} }, container_id: 1 } }] },
    { tools: [{ type: 'code_interpreter', container: { type: 'auto' } }] },
  ];
  for (const body of bodies) expect(refusedAt(body)).toBeUndefined();
  expect(refusedAt(part({ type: 'tool_use', id: 't', name: 'f', input: { file_id: 'mine' } }), 'messages')).toBeUndefined();
  expect(refusedAt({ prompt: 'text' }, 'completions')).toBeUndefined();
  expect(refusedAt({ container: { skills: [{ type: 'anthropic', skill_id: 'xlsx' }] } }, 'messages')).toBeUndefined();
});
