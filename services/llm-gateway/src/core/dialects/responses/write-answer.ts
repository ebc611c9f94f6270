import type { Json } from '../normal/dialect-codec.ts';
import type { NormalAnswer, NormalChoice, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock, NormalRequest } from '../normal/normal-request.ts';
import { isCitation, omittedFrom } from '../normal/omitted.ts';
import { envelopeOf } from './envelope.ts';
import { itemIdOf, responseIdOf } from './item-ids.ts';
import { keptIn } from './json.ts';
import { shareLogprobs, writeLogprobs } from './logprobs.ts';
import { hasCalls } from './read-answer.ts';
import { readStop, writeStop } from './stop.ts';
import { writeCall } from './write-call.ts';
import { writeReasoning } from './write-reasoning.ts';
import { usageFields } from './write-usage.ts';

const NO_CHOICE: NormalChoice = { blocks: [], stop: { kind: 'end' } };

/** Writes a whole answer for a client of this API. */
export function writeAnswer(answer: NormalAnswer, request: NormalRequest): Json {
  const id = responseIdOf(answer.id);
  const choice = answer.choices[0] ?? NO_CHOICE;
  const omitted = omittedFrom(answer, 'responses');
  return {
    id,
    object: 'response',
    created_at: answer.createdS ?? 0,
    ...(answer.origin?.dialect === 'responses' ? answer.origin.value : envelopeOf(request)),
    ...stopFields(answer, choice),
    model: answer.model,
    output: writeOutput(choice, id),
    usage: usageFields(answer.usage, answer.origin),
    ...(omitted ? { panal_omitted: omitted } : {}),
  };
}

/** Nothing where the answer's own fields say it already. */
function stopFields(answer: NormalAnswer, choice: NormalChoice): Json {
  const calls = hasCalls(choice.blocks);
  const said = answer.origin?.dialect === 'responses' ? readStop(answer.origin.value, calls).kind === choice.stop.kind : false;
  return said ? {} : writeStop(choice.stop, calls);
}

/** The output items of a choice. */
function writeOutput(choice: NormalChoice, responseId: string): readonly Json[] {
  const items: Json[] = [];
  const shares = sharesOf(choice);
  let open: { readonly item: unknown; readonly content: Json[] } | undefined;
  for (const [index, block] of choice.blocks.entries()) {
    const kept = keptIn(block);
    const part = partOf(choice, block, index, shares.get(index));
    if (part) {
      if (!open || open.item !== kept['item']) {
        open = { item: kept['item'], content: [] };
        items.push({ ...messageOf(kept['item'], itemIdOf('message', responseId, items.length)), content: open.content });
      }
      open.content.push(part);
      continue;
    }
    const item = itemOf(block, responseId, items.length);
    if (!item) continue;
    open = undefined;
    items.push(item);
  }
  return items;
}

/** A message without its content. */
const messageOf = (kept: unknown, id: string): Json =>
  (kept as Json | undefined) ?? { id, type: 'message', status: 'completed', role: 'assistant' };

/** An item that is no message; undefined for what this API can't say. */
function itemOf(block: NormalBlock, responseId: string, index: number): Json | undefined {
  switch (block.kind) {
    case 'tool-call': {
      const id = itemIdOf(block.custom ? 'custom' : 'call', responseId, index);
      return writeCall(block, block.origin?.dialect === 'responses' ? {} : { id, status: 'completed' });
    }
    case 'reasoning':
      return writeReasoning(block, { id: itemIdOf('reasoning', responseId, index) });
    case 'own':
      return block.dialect === 'responses' ? block.value : undefined;
    default:
      return undefined;
  }
}

function partOf(
  choice: NormalChoice,
  block: NormalBlock,
  index: number,
  logprobs: readonly TokenLogprob[] | undefined,
): Json | undefined {
  const { part, item } = keptIn(block);
  if (block.kind === 'refusal') return { type: 'refusal', refusal: block.text, ...(part as Json | undefined) };
  if (block.kind === 'own') return item === undefined ? undefined : block.value;
  if (block.kind !== 'text') return undefined;
  const annotations = (choice.annotations ?? []).filter((note) => note.block === index && !isCitation(note.value));
  return {
    type: 'output_text',
    text: block.text,
    annotations: annotations.map((note) => note.value),
    logprobs: writeLogprobs(logprobs ?? []),
    ...(part as Json | undefined),
  };
}

function sharesOf(choice: NormalChoice): ReadonlyMap<number, readonly TokenLogprob[]> {
  if (!choice.logprobs) return new Map();
  const texts = [...choice.blocks.entries()].filter(([, block]) => block.kind === 'text');
  const shares = shareLogprobs(
    choice.logprobs,
    texts.map(([, block]) => (block as { readonly text: string }).text),
  );
  return new Map(texts.map(([index], place) => [index, shares[place] ?? []]));
}
