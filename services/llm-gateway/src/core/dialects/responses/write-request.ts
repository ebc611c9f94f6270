import type { Json } from '../normal/dialect-codec.ts';
import { fieldName } from '../normal/field-names.ts';
import type { NormalRequest, NormalTurn } from '../normal/normal-request.ts';
import { foreignField, putBack } from '../normal/own-fields.ts';
import { Refused, keptIn } from './json.ts';
import { writeItems } from './write-input.ts';
import { writeSettings } from './write-settings.ts';

/** Writes a request of the responses API; throws `Refused` for what it can't say. */
export function writeRequest(request: NormalRequest): Json {
  const foreign = foreignField(request, 'responses', 'the responses API');
  if (foreign) throw new Refused(foreign.message, foreign.param);
  refuseUnsayable(request);
  const [first, ...others] = request.turns;
  const instructions = first && instructionsOf(first, request);
  const turns = instructions === undefined ? request.turns : others;
  const body: Record<string, unknown> = {
    model: request.model,
    ...(instructions === undefined ? {} : { instructions }),
    ...(turns.length === 0 ? {} : { input: writeItems(turns) }),
    ...(request.stream ? { stream: true } : {}),
    ...storeOf(request),
    ...writeSettings(request),
  };
  putBack(body, request, 'responses');
  return body;
}

/** Other APIs keep nothing unless they are asked to; this one does. */
const storeOf = (request: NormalRequest): { readonly store?: boolean } => {
  const store = request.store ?? (request.dialect === 'responses' ? undefined : false);
  return store === undefined ? {} : { store };
};

function instructionsOf(turn: NormalTurn, request: NormalRequest): string | undefined {
  const [only] = turn.blocks;
  if (turn.role !== 'system' || turn.name !== undefined || turn.blocks.length !== 1 || only?.kind !== 'text') return undefined;
  return request.dialect !== 'responses' || keptIn(only)['instructions'] === true ? only.text : undefined;
}

function refuseUnsayable(request: NormalRequest): void {
  const { sampling } = request;
  const refuse = (field: Parameters<typeof fieldName>[1]): never => {
    const name = fieldName(request, field);
    throw new Refused(
      `"${name}" has no counterpart in the responses API, which serves this model. Leave it out, or use another model.`,
      name,
    );
  };
  if (request.choices !== 1) refuse('choices');
  if (sampling.topK !== undefined) refuse('topK');
  if (sampling.seed !== undefined) refuse('seed');
  if (sampling.presencePenalty) refuse('presencePenalty');
  if (sampling.frequencyPenalty) refuse('frequencyPenalty');
  if (sampling.logitBias && Object.keys(sampling.logitBias).length > 0) refuse('logitBias');
  if (sampling.stop && sampling.stop.length > 0) refuse('stop');
}
