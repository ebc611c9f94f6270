import type { Json } from '../normal/dialect-codec.ts';
import type { NormalAnswer, NormalChoice } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';
import { isCitation, omittedFrom } from '../normal/omitted.ts';
import { sealReasoning } from './sealed-reasoning.ts';
import { writeStop } from './stop-reason.ts';
import { encodeToolId } from './tool-ids.ts';
import { writeUsage } from './usage.ts';
import { type Written, callInput } from './write-block.ts';

/** Writes a whole answer of Anthropic's Messages API. Of several choices the first is said. */
export function writeAnswer(answer: NormalAnswer): Json {
  const choice = answer.choices[0] ?? { blocks: [], stop: { kind: 'end' } };
  const isOwn = answer.origin?.dialect === 'messages';
  // A text of nothing could not be sent back: Anthropic refuses it in requests.
  const content = choice.blocks.flatMap((block, index) =>
    block.kind === 'text' && block.text === '' && !isOwn ? [] : writeContent(block, index, choice),
  );
  const omitted = omittedFrom(answer, 'messages');
  const own = ownOf(answer.origin);
  const stopped = stopOf(choice, isOwn);
  return {
    id: answer.id,
    type: 'message',
    role: 'assistant',
    model: answer.model,
    content,
    ...stopped,
    ...own,
    usage: writeUsage(answer.usage, answer.origin),
    ...(omitted || answer.choices.length > 1
      ? { panal_omitted: [...(omitted ?? []), ...(answer.choices.length > 1 ? ['choices'] : [])] }
      : {}),
  };
}

const ownOf = (origin: Origin | undefined): Readonly<Record<string, unknown>> =>
  origin?.dialect === 'messages' ? origin.value : {};

function stopOf(choice: NormalChoice, isOwn: boolean): Json {
  const refusal = choice.blocks.find((block) => block.kind === 'refusal');
  const calls = choice.blocks.some((block) => block.kind === 'tool-call');
  const stopped = writeStop(choice.stop, isOwn ? {} : { calls, refusal: refusal !== undefined });
  return { ...stopped, ...(refusal ? { stop_details: refusalDetails(refusal.text) } : {}) };
}

export const refusalDetails = (explanation: string): Json => ({ type: 'refusal', category: null, explanation });

function writeContent(block: NormalBlock, index: number, choice: NormalChoice): readonly Written[] {
  if (block.kind !== 'text') return writeAnswerBlock(block);
  const citations = (choice.annotations ?? []).filter((note) => note.block === index && isCitation(note.value));
  return writeAnswerBlock(block).map((written) =>
    citations.length === 0 ? written : { ...written, citations: citations.map(({ value }) => value) },
  );
}

/** A block of an answer; none for what this dialect says otherwise or not at all. */
export function writeAnswerBlock(block: NormalBlock): readonly Written[] {
  switch (block.kind) {
    case 'text':
      return [{ type: 'text', text: block.text, ...ownOf(block.origin) }];
    case 'tool-call':
      return [{ type: 'tool_use', id: encodeToolId(block.id), name: block.name, ...inputOf(block), ...ownOf(block.origin) }];
    case 'reasoning':
      return [writeReasoning(block)];
    case 'own':
      return block.dialect === 'messages' ? [{ ...block.value }] : [];
    case 'refusal':
    case 'image':
    case 'file':
    case 'tool-result':
      return [];
  }
}

function writeReasoning(block: Extract<NormalBlock, { kind: 'reasoning' }>): Written {
  const own = ownOf(block.origin);
  const isRedacted = block.encrypted !== undefined && block.id === undefined && block.text.length === 0;
  if (isRedacted && block.signature === undefined) return { type: 'redacted_thinking', data: block.encrypted, ...own };
  const signature = block.signature ?? sealReasoning(block);
  return { type: 'thinking', thinking: block.text.join('\n\n'), signature, ...own };
}

/** An input that was cut off is no JSON: it stands beside, as text. */
function inputOf(block: Extract<NormalBlock, { kind: 'tool-call' }>): Written {
  const input = callInput(block);
  return input === undefined ? { input: {}, panal_input_text: block.input } : { input };
}

/** A block as `content_block_start` has it: empty, for what fills it comes in pieces. */
export function writeBegun(block: NormalBlock): Written | undefined {
  const [written] = writeAnswerBlock(block);
  if (!written) return undefined;
  if (block.kind === 'text') return { ...written, text: '' };
  if (block.kind === 'tool-call') {
    const { panal_input_text: _cut, ...rest } = written;
    return { ...rest, input: {} };
  }
  return block.kind === 'reasoning' && written['type'] === 'thinking' ? { ...written, thinking: '', signature: '' } : written;
}
