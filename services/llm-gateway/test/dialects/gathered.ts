import type { AnswerReader, AnswerWriter } from '../../src/core/dialects/normal/dialect-codec.ts';
import type { AnswerEvent, BlockDelta, NormalAnswer, NormalChoice } from '../../src/core/dialects/normal/normal-answer.ts';
import type { NormalBlock } from '../../src/core/dialects/normal/normal-request.ts';
import { parsed } from '../../src/core/dialects/normal/json-values.ts';

interface Gathering {
  readonly blocks: Map<number, NormalBlock>;
  readonly open: Set<number>;
  stop?: NormalChoice['stop'];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A stream of events as the whole answer that it tells. Throws where the order of events is not what it should be. */
export function gathered(events: readonly AnswerEvent[]): NormalAnswer {
  const [begin] = events;
  if (begin?.kind !== 'begin') throw new Error('a stream begins with begin');
  const choices = new Map<number, Gathering>();
  let usage = begin.usage;
  let ended = false;
  for (const event of events.slice(1)) {
    if (ended || event.kind === 'begin' || event.kind === 'failure')
      throw new Error(`an event that doesn't belong: ${event.kind}`);
    if (event.kind === 'end') {
      ended = true;
      usage = event.usage ?? usage;
      continue;
    }
    if (event.kind === 'usage') {
      usage = event.usage;
      continue;
    }
    const choice: Gathering = choices.get(event.choice) ?? { blocks: new Map(), open: new Set() };
    choices.set(event.choice, choice);
    if (event.kind === 'stop') {
      if (choice.stop || choice.open.size > 0) throw new Error('a choice stops once, when its blocks have ended');
      choice.stop = event.stop;
    } else if (event.kind === 'block') {
      if (choice.blocks.has(event.block)) throw new Error('a block begins twice');
      choice.blocks.set(event.block, event.begun);
      choice.open.add(event.block);
    } else {
      if (!choice.open.has(event.block)) throw new Error('a block that is not open');
      if (event.kind === 'block-end') choice.open.delete(event.block);
      else choice.blocks.set(event.block, filled(choice.blocks.get(event.block)!, event.delta));
    }
  }
  if (!ended) throw new Error('a stream ends with end');
  return {
    id: begin.id,
    model: begin.model,
    choices: [...choices]
      .toSorted(([one], [other]) => one - other)
      .map(([, { blocks, stop }]) => ({
        blocks: [...blocks].toSorted(([one], [other]) => one - other).map(([, block]) => block),
        stop: stop ?? { kind: 'end' },
      })),
    usage,
  };
}

function filled(block: NormalBlock, delta: BlockDelta): NormalBlock {
  const next: Mutable<NormalBlock> = { ...block };
  if (delta.kind === 'text' && (next.kind === 'text' || next.kind === 'refusal')) next.text += delta.text;
  if (delta.kind === 'input' && next.kind === 'tool-call') next.input += delta.json;
  if (next.kind === 'reasoning') {
    if (delta.kind === 'reasoning') {
      const parts = [...next.text];
      parts[delta.part] = (parts[delta.part] ?? '') + delta.text;
      next.text = parts;
    }
    if (delta.kind === 'signature') next.signature = delta.signature;
    if (delta.kind === 'encrypted') next.encrypted = delta.encrypted;
  }
  return next;
}

/** What every dialect must agree on: texts, thoughts, refusals, calls, the stop and the tokens. */
export function essence(answer: NormalAnswer): unknown {
  return {
    choices: answer.choices.map(({ blocks, stop }) => ({
      text: blocks.map((block) => (block.kind === 'text' ? block.text : '')).join(''),
      refusal: blocks.map((block) => (block.kind === 'refusal' ? block.text : '')).join(''),
      thoughts: blocks.flatMap((block) => (block.kind === 'reasoning' ? block.text : [])).join('\n\n'),
      signatures: blocks.flatMap((block) => (block.kind === 'reasoning' && block.signature ? [block.signature] : [])),
      hidden: blocks.flatMap((block) => (block.kind === 'reasoning' && block.encrypted !== undefined ? [block.encrypted] : [])),
      calls: blocks.flatMap((block) =>
        block.kind === 'tool-call' ? [{ id: block.id, name: block.name, input: parsed(block.input) ?? block.input }] : [],
      ),
      stop,
    })),
    usage: answer.usage,
  };
}

/** Server-sent events of a text. */
export const eventsOf = (text: string): readonly { readonly event: string; readonly data: string }[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const lines = block.split('\n');
      const event = lines.find((line) => line.startsWith('event: '))?.slice('event: '.length) ?? '';
      return { event, data: lines.find((line) => line.startsWith('data: '))!.slice('data: '.length) };
    });

export const readAll = (text: string, reader: AnswerReader): AnswerEvent[] =>
  eventsOf(text).flatMap(({ event, data }) => reader.read(event, data));

export const writeAll = (events: readonly AnswerEvent[], writer: AnswerWriter): string =>
  events.map((event) => writer.write(event)).join('');

/** An answer as a stream would tell it, each text in pieces. */
export function streamed(answer: NormalAnswer, pieceChars = 7): AnswerEvent[] {
  const events: AnswerEvent[] = [{ kind: 'begin', id: answer.id, model: answer.model }];
  for (const [choice, { blocks, stop }] of answer.choices.entries()) {
    for (const [block, whole] of blocks.entries()) {
      events.push({ kind: 'block', choice, block, begun: emptied(whole) });
      for (const delta of deltasOf(whole, pieceChars)) events.push({ kind: 'delta', choice, block, delta });
      events.push({ kind: 'block-end', choice, block });
    }
    events.push({ kind: 'stop', choice, stop });
  }
  if (answer.usage) events.push({ kind: 'usage', usage: answer.usage });
  return [...events, { kind: 'end', usage: answer.usage }];
}

function emptied(block: NormalBlock): NormalBlock {
  if (block.kind === 'text' || block.kind === 'refusal') return { ...block, text: '' };
  if (block.kind === 'tool-call') return { ...block, input: '' };
  if (block.kind !== 'reasoning') return block;
  const { signature: _late, ...rest } = block;
  return { ...rest, text: [] };
}

function deltasOf(block: NormalBlock, pieceChars: number): BlockDelta[] {
  const cut = (text: string): string[] => text.match(new RegExp(`[^]{1,${pieceChars}}`, 'g')) ?? [];
  switch (block.kind) {
    case 'text':
    case 'refusal':
      return cut(block.text).map((text) => ({ kind: 'text', text }));
    case 'tool-call':
      return cut(block.input).map((json) => ({ kind: 'input', json }));
    case 'reasoning':
      return [
        ...block.text.flatMap((text, part) => cut(text).map((piece) => ({ kind: 'reasoning', text: piece, part }) as const)),
        ...(block.signature === undefined ? [] : [{ kind: 'signature', signature: block.signature } as const]),
      ];
    default:
      return [];
  }
}
