import { readResponsesUsage } from '../../ports.ts';
import { type AnswerDecoder, byteLength, isObject } from '../dialect.ts';
import { ReportedFailure } from '../reported-failure.ts';
import { PassedDocument } from './passed-document.ts';
import { type EventReading, PassedStream } from './passed-stream.ts';

/** Answers of OpenAI's responses API, passed on. Source: OpenAI API reference, "Responses", "Streaming events". */
export const openResponses = (stream: boolean, claim?: Claim): AnswerDecoder =>
  stream ? new PassedStream(claim ? claimingReader(claim) : readEvent) : new PassedDocument(claim ? claimingShape(claim) : SHAPE);

/** Told the id of a response, and those of its items. */
type Claim = (id: string, items: readonly string[]) => void;

const itemIdsIn = (output: unknown): readonly string[] =>
  Array.isArray(output)
    ? output.flatMap((item: unknown) => (isObject(item) && typeof item['id'] === 'string' ? [item['id']] : []))
    : [];

const claimIn = (response: unknown, claim: Claim): void => {
  if (isObject(response) && typeof response['id'] === 'string') claim(response['id'], itemIdsIn(response['output']));
};

const claimingShape = (claim: Claim): typeof SHAPE => ({
  ...SHAPE,
  usage: (answer) => {
    claimIn(answer, claim);
    return SHAPE.usage(answer);
  },
});

const claimingReader =
  (claim: Claim) =>
  (event: Record<string, unknown>): EventReading | undefined => {
    const reading = readEvent(event);
    if (reading?.ended) claimIn(event['response'], claim);
    return reading;
  };

const SHAPE = {
  holds: 'output',
  usage: (answer: Readonly<Record<string, unknown>>) => readResponsesUsage(answer['usage']),
  visible: ({ output }: Readonly<Record<string, unknown>>) => JSON.stringify(output).length - '[]'.length,
  ranTools: ({ output }: Readonly<Record<string, unknown>>) => Array.isArray(output) && output.some(isServerItem),
};

/** Items that the model and the client make themselves. */
const PLAIN_ITEMS = new Set([
  'message',
  'function_call',
  'custom_tool_call',
  'reasoning',
  'computer_call',
  'local_shell_call',
  'apply_patch_call',
]);
const isServerItem = (item: unknown): boolean => isObject(item) && !PLAIN_ITEMS.has(String(item['type']));

function readEvent(event: Record<string, unknown>): EventReading | undefined {
  const type = event['type'];
  if (typeof type !== 'string') return undefined;
  if (type.endsWith('.delta')) return { visibleBytes: byteLength(event['delta']) };
  switch (type) {
    case 'response.output_item.added':
      return isObject(event['item'])
        ? { visibleBytes: byteLength(event['item']['name']), ranTools: isServerItem(event['item']) }
        : undefined;
    case 'response.completed':
    case 'response.incomplete':
    case 'response.failed':
      return isObject(event['response'])
        ? { usage: readResponsesUsage(event['response']['usage']), ended: true, over: true }
        : undefined;
    case 'error':
      throw new ReportedFailure(isObject(event['error']) ? event['error'] : { ...event, type: 'server_error' });
    default:
      return undefined;
  }
}
