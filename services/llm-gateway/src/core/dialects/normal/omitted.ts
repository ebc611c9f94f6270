import type { NormalAnswer, NormalChoice } from './normal-answer.ts';
import { isGiven, isObject } from './json-values.ts';
import type { DialectName, NormalBlock, Origin } from './normal-request.ts';

/** Citations of Anthropic's, as against OpenAI's annotations. */
export const isCitation = (value: unknown): boolean =>
  typeof (value as { type?: unknown } | null)?.type === 'string' && (value as { type: string }).type.endsWith('_location');

/** What of a block another dialect leaves out of an answer; undefined where it says the whole. */
export const omittedOf = (block: NormalBlock, target: DialectName): string | undefined =>
  block.kind === 'own' && block.dialect !== target ? block.type : undefined;

/** `panal_omitted`: what of an answer the client's dialect can't say, each kind once; undefined where nothing is missing. */
export function omittedFrom(answer: NormalAnswer, target: DialectName): readonly string[] | undefined {
  const names = new Set<string>(namedExtras(answer.origin, target));
  for (const choice of answer.choices) {
    for (const block of choice.blocks) {
      const name = omittedOf(block, target);
      if (name !== undefined) names.add(name);
    }
    for (const name of namedExtras(choice.origin, target)) names.add(name);
    if (hasForeignAnnotations(choice, target)) names.add('citations');
  }
  return names.size > 0 ? [...names] : undefined;
}

const hasForeignAnnotations = (choice: NormalChoice, target: DialectName): boolean =>
  (choice.annotations ?? []).some(({ value }) => isCitation(value) !== (target === 'messages'));

/** Extras of a whole answer that a client may miss in another dialect; others (fingerprints, tiers) change nothing for it. */
const EXTRAS = ['container', 'context_management', 'moderation', 'audio'];

/** Those of `EXTRAS` that an answer of another dialect had. */
export function namedExtras(origin: Origin | undefined, target: DialectName): readonly string[] {
  if (origin === undefined || origin.dialect === target) return [];
  const values = [origin.value, origin.value['delta'], origin.value['event']].filter(isObject);
  return EXTRAS.filter((name) => values.some((value) => hasContent(value[name])));
}

const hasContent = (value: unknown): boolean =>
  isObject(value) ? Object.values(value).some((item) => !(Array.isArray(item) && item.length === 0)) : isGiven(value);
