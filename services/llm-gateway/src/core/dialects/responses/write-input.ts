import type { Json } from '../normal/dialect-codec.ts';
import type { NormalTurn } from '../normal/normal-request.ts';
import { keptIn } from './json.ts';
import { writeTurn } from './write-items.ts';

/** The input: text where it came as one, else items. */
export function writeItems(turns: readonly NormalTurn[]): string | readonly Json[] {
  const [turn] = turns;
  const [block] = turn?.blocks ?? [];
  if (turns.length === 1 && turn?.blocks.length === 1 && block?.kind === 'text' && keptIn(block)['asInput'] === true)
    return block.text;
  return turns.flatMap((each) => writeTurn(each));
}
