import { fieldName } from '../normal/field-names.ts';
import type { NormalRequest, RequestProblem } from '../normal/normal-request.ts';

const TEMPERATURE_MAX = 1;

type Rule = readonly [field: Parameters<typeof fieldName>[1], holds: (request: NormalRequest) => boolean, what: string];

const RULES: readonly Rule[] = [
  ['choices', ({ choices }) => choices > 1, 'Anthropic models answer with one choice: ask for 1.'],
  ['seed', ({ sampling }) => sampling.seed !== undefined, 'Anthropic models take no seed: leave it out.'],
  [
    'presencePenalty',
    ({ sampling }) => (sampling.presencePenalty ?? 0) !== 0,
    'Anthropic models know no penalties: leave it out.',
  ],
  [
    'frequencyPenalty',
    ({ sampling }) => (sampling.frequencyPenalty ?? 0) !== 0,
    'Anthropic models know no penalties: leave it out.',
  ],
  ['logitBias', ({ sampling }) => hasEntries(sampling.logitBias), 'Anthropic models take no bias of tokens: leave it out.'],
  ['logprobs', ({ sampling }) => sampling.logprobs !== undefined, 'Anthropic models give no log-probabilities: leave it out.'],
  [
    'temperature',
    ({ sampling, dialect }) => dialect !== 'messages' && (sampling.temperature ?? 0) > TEMPERATURE_MAX,
    'Anthropic models take a temperature from 0 to 1.',
  ],
  [
    'format',
    ({ format }) => format?.kind === 'json',
    'Anthropic models have no mode for JSON without a schema: use a format with a JSON schema.',
  ],
  [
    'format',
    ({ format }) =>
      format?.kind === 'schema' &&
      format.description !== undefined &&
      (format.schema['description'] ?? format.description) !== format.description,
    'Anthropic models take one description of a format: leave out the one beside the schema, or the one in it.',
  ],
  [
    'verbosity',
    ({ verbosity }) => verbosity !== undefined && verbosity !== 'medium',
    'Anthropic models have no verbosity: leave it out, or say it in the prompt.',
  ],
  ['metadata', ({ metadata }) => hasEntries(metadata), 'Anthropic keeps no labels of a request: leave them out.'],
];

const hasEntries = (value: object | undefined): boolean => value !== undefined && Object.keys(value).length > 0;

/** The first thing of a request that Anthropic's API can't say, in the words of the client's dialect. */
export function findUnsayable(request: NormalRequest): RequestProblem | undefined {
  const rule = RULES.find(([, holds]) => holds(request));
  if (rule) return { message: `"${fieldName(request, rule[0])}": ${rule[2]}`, param: fieldName(request, rule[0]) };
  const named = request.turns.find((turn) => turn.name !== undefined);
  if (named) {
    const param = named.path === undefined ? 'name' : `${named.path}.name`;
    return { message: `"${param}": Anthropic models know no names of speakers: say them in the text.`, param };
  }
  const custom = request.tools.findIndex((tool) => tool.custom !== undefined);
  if (custom < 0) return undefined;
  const param = `tools[${custom}]`;
  return { message: `"${param}": Anthropic models take functions with a schema, no custom tools with free text.`, param };
}
