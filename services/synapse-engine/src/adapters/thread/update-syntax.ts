import type { UpdateCheck } from '../../ports.ts';
import { onScratch } from './working-copy.ts';

/** What every call of the engine is given. */
export type BaseOptions = { readonly base_iri?: string };

/** An operation that fails, so that nothing after it is done; on one line, so that places can be put right. */
const STOP = 'DROP GRAPH <urn:panal:none>;';
const SYNTAX = /^error at (\d+):(\d+)/;

/** Throws what the engine says about how a text is written, with its place in the text. Nothing in it is carried out. */
export function checkSyntax({ text, prologueLength }: UpdateCheck, options: BaseOptions): void {
  const prologue = text.slice(0, prologueLength);
  try {
    onScratch((scratch) => scratch.update(prologue + STOP + text.slice(prologueLength), options));
  } catch (error) {
    const { message } = error as Error;
    const found = SYNTAX.exec(message);
    if (!found) return;
    const [place, line = '', column = ''] = found;
    const before = prologue.split('\n');
    const isAfter = Number(line) === before.length && Number(column) > (before.at(-1)?.length ?? 0) + STOP.length;
    const own = `error at ${line}:${Number(column) - (isAfter ? STOP.length : 0)}`;
    throw new Error(message.replace(place, own), { cause: error });
  }
}
