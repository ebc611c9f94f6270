import type { Json } from '../normal/dialect-codec.ts';
import type { BlockDelta } from '../normal/normal-answer.ts';
import type { NormalBlock } from '../normal/normal-request.ts';

export type Emit = (type: string, fields: Json) => void;

/** Where an item stands in its answer. */
export interface ItemPlace {
  readonly responseId: string;
  readonly index: number;
  readonly emit: Emit;
}

/** An output item that is being written. */
export interface WrittenItem {
  begin(block: number, begun: NormalBlock): void;
  add(block: number, delta: BlockDelta): void;
  end(block: number): void;
  /** The item as the last event repeats it. */
  whole(): Json;
}

/** An item with another status, where it has one at all. */
export const withStatus = (item: Json, status: 'in_progress' | 'completed'): Json =>
  'status' in item ? { ...item, status } : item;
