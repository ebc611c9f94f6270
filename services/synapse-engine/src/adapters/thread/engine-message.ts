import { GraphRefused } from './refused.ts';

const SYNTAX = /^error at (\d+):(\d+): (?:expected (?:one of )?)?([^]*)$/;
const TEXT_MAX = 200;
/** Ranges of characters that could have begun a name. */
const CHARACTER_CLASSES = /,? \[[^]*$/;

function shortened(text: string): string {
  const flat = text.replaceAll(/\s+/g, ' ').trim();
  return flat.length > TEXT_MAX ? `${flat.slice(0, TEXT_MAX)} …` : flat;
}

/** What the engine said about a caller's text, as a refusal: with line and column where it has them. */
export function refusalOf(error: Error): GraphRefused {
  const syntax = SYNTAX.exec(error.message);
  if (syntax) {
    const [, line, column, expected = ''] = syntax;
    return new GraphRefused(
      'invalid-argument',
      `Line ${line}, column ${column}: expected ${shortened(expected.replace(CHARACTER_CLASSES, ''))}.`,
    );
  }
  if (/^The service .* is not supported/.test(error.message)) {
    return new GraphRefused(
      'no-network',
      `${shortened(error.message)}: this server makes no calls to others. Query that endpoint yourself.`,
    );
  }
  return new GraphRefused('invalid-argument', shortened(error.message.replace(/^Parser error at line/, 'Line')));
}

/** Whether the engine's memory may be inconsistent after an error: only a new thread is safe then. */
export const isBroken = (error: unknown): boolean => error instanceof RangeError || (error as Error).name === 'RuntimeError';
