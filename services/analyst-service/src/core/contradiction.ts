import type { Rule } from './state.ts';
import { tellingWords } from './words.ts';

type Stated = Pick<Rule, 'text' | 'role' | 'stack' | 'taskType'>;

const NEGATION = /\b(?:never|not|don['’]t|do not|doesn['’]t|must not|no|without|avoid|stop|refrain|instead of)\b/giu;
const FILLING = /\b(?:always|ever|don|doesn)\b/giu;
const ALIKE_MIN = 0.6;

const overlaps = (one: string, other: string): boolean => one === '' || other === '' || one.toLowerCase() === other.toLowerCase();

const isNegative = (text: string): boolean => (text.match(NEGATION) ?? []).length % 2 === 1;

const subject = (text: string): Set<string> =>
  new Set(
    tellingWords(
      text
        .replace(/^Applies when [^.]{0,200}\. /, '')
        .replace(NEGATION, ' ')
        .replace(FILLING, ' '),
    ),
  );

function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const common = [...one].filter((word) => other.has(word)).length;
  const all = one.size + other.size - common;
  return all === 0 ? 0 : common / all;
}

/**
 * Whether two rules that may meet in one task say the opposite: their scopes overlap, at least 60 % of their telling words are the same, and one
 * holds an odd number of negations, the other an even one. Words alone: it finds "Always run x" against "Never run x", and no
 * contradiction in other words; people see what else binds when they pin.
 */
export function contradicts(one: Stated, other: Stated): boolean {
  if (!overlaps(one.role, other.role) || !overlaps(one.stack, other.stack) || !overlaps(one.taskType, other.taskType))
    return false;
  if (isNegative(one.text) === isNegative(other.text)) return false;
  return likeness(subject(one.text), subject(other.text)) >= ALIKE_MIN;
}
