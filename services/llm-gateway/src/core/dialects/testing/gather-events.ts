import type { AnswerEvent, BlockDelta, NormalAnswer, NormalChoice, TokenLogprob } from '../normal/normal-answer.ts';
import type { NormalBlock, Origin } from '../normal/normal-request.ts';

type Writable<Value> = { -readonly [Name in keyof Value]: Value[Name] };

/** The answer that a stream's events tell; throws where they break the order that AnswerEvent promises. */
export function gatherEvents(events: readonly AnswerEvent[]): NormalAnswer {
  const [begin] = events;
  if (begin?.kind !== 'begin') throw new Error('a stream begins with `begin`');
  const { kind: _kind, ...head } = begin;
  const choices = new Map<number, Gathered>();
  const choiceAt = (index: number): Gathered => {
    const known = choices.get(index) ?? { blocks: new Map(), open: new Set(), logprobs: [], annotations: [] };
    choices.set(index, known);
    return known;
  };
  let usage = begin.usage;
  let origin: Origin | undefined;
  for (const [place, event] of events.entries()) {
    switch (event.kind) {
      case 'begin':
        if (place > 0) throw new Error('`begin` came twice');
        break;
      case 'block':
        choiceAt(event.choice).blocks.set(event.block, structuredClone(event.begun));
        choiceAt(event.choice).open.add(event.block);
        break;
      case 'delta':
        fill(choiceAt(event.choice), event.block, event.delta);
        break;
      case 'block-end':
        if (!choiceAt(event.choice).open.delete(event.block)) throw new Error('a block ended that was not open');
        break;
      case 'stop':
        choiceAt(event.choice).stop = event.stop;
        break;
      case 'usage':
        usage = event.usage;
        break;
      case 'end':
        usage = event.usage ?? usage;
        origin = event.origin;
        if (place !== events.length - 1) throw new Error('something followed the end');
        break;
      case 'failure':
        throw new Error(event.error.message);
    }
  }
  return { ...head, ...(origin ? { origin } : {}), choices: [...choices.values()].map(choiceOf), usage };
}

interface Gathered {
  readonly blocks: Map<number, Writable<NormalBlock>>;
  readonly open: Set<number>;
  readonly logprobs: TokenLogprob[];
  readonly annotations: { readonly block: number; readonly value: unknown }[];
  stop?: NormalChoice['stop'];
}

function fill(choice: Gathered, index: number, delta: BlockDelta): void {
  const block = choice.blocks.get(index);
  if (!block || !choice.open.has(index)) throw new Error('a piece came of a block that is not open');
  const place = [...choice.blocks.keys()].indexOf(index);
  if (delta.kind === 'annotation') return void choice.annotations.push({ block: place, value: delta.value });
  if (delta.kind === 'text' && delta.logprobs) choice.logprobs.push(...delta.logprobs);
  if (block.kind === 'text' || block.kind === 'refusal') {
    if (delta.kind === 'text') block.text += delta.text;
  } else if (block.kind === 'tool-call') {
    if (delta.kind === 'input') block.input += delta.json;
  } else if (block.kind === 'reasoning') fillReasoning(block, delta);
  else if (block.kind === 'own' && delta.kind === 'own') {
    const item = delta.value['item'];
    if (delta.value['type'] === 'response.output_item.done') block.value = item as typeof block.value;
  }
}

function fillReasoning(block: Writable<Extract<NormalBlock, { kind: 'reasoning' }>>, delta: BlockDelta): void {
  if (delta.kind === 'reasoning' || delta.kind === 'text') {
    const text = [...block.text];
    const part = delta.kind === 'reasoning' ? delta.part : 0;
    while (text.length <= part) text.push('');
    text[part] += delta.text;
    block.text = text;
  } else if (delta.kind === 'signature') block.signature = (block.signature ?? '') + delta.signature;
  else if (delta.kind === 'encrypted') block.encrypted = delta.encrypted;
}

function choiceOf({ blocks, open, logprobs, annotations, stop }: Gathered): NormalChoice {
  if (open.size > 0) throw new Error('a block never ended');
  if (!stop) throw new Error('a choice never stopped');
  return {
    blocks: [...blocks.values()],
    stop,
    ...(logprobs.length > 0 ? { logprobs } : {}),
    ...(annotations.length > 0 ? { annotations } : {}),
  };
}
