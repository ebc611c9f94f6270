import { isObject } from './json-values.ts';
import type { DialectName, NormalRequest, RequestProblem } from './normal-request.ts';

/** The first thing that only another dialect can say, as a refusal that names it. */
export function foreignField(request: NormalRequest, target: DialectName, upstream: string): RequestProblem | undefined {
  for (const field of request.own) if (field.dialect !== target) return foreign(field.path, upstream);
  for (const turn of request.turns) {
    for (const block of turn.blocks) {
      if (block.kind === 'own' && block.dialect !== target) return foreign(block.path ?? turn.path ?? block.type, upstream);
    }
  }
  return undefined;
}

export const foreign = (path: string, upstream: string): RequestProblem => ({
  message: `"${path}" has no counterpart in ${upstream}, which serves this model. Leave it out, or use a model of an upstream that speaks this API.`,
  param: path,
});

/** Puts fields of a dialect back where they stood; elements of lists are inserted at their index. */
export function putBack(body: Record<string, unknown>, request: NormalRequest, dialect: DialectName): void {
  for (const field of request.own)
    if (field.dialect === dialect && !field.inOrigin) putAt(body, stepsOf(field.path), field.value);
}

const stepsOf = (path: string): readonly (string | number)[] =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map((match) => (match[2] === undefined ? match[1]! : Number(match[2])));

function putAt(root: Record<string, unknown>, steps: readonly (string | number)[], value: unknown): void {
  let at: unknown = root;
  for (const [depth, step] of steps.entries()) {
    const last = depth === steps.length - 1;
    if (Array.isArray(at) && typeof step === 'number') {
      if (last) at.splice(step, 0, value);
      else at = at[step];
    } else if (isObject(at)) {
      if (last) at[step] = value;
      else at = at[step] ??= typeof steps[depth + 1] === 'number' ? [] : {};
    } else return;
  }
}
