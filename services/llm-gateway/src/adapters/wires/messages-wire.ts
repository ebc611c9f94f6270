import { StreamUsage, readBilledUsage } from '../../ports.ts';
import { type AnswerDecoder, byteLength, isObject } from '../dialect.ts';
import { ReportedFailure } from '../reported-failure.ts';
import { PassedDocument } from './passed-document.ts';
import { type EventReading, PassedStream } from './passed-stream.ts';

/** Answers of Anthropic's Messages API, passed on. Source: Anthropic API reference, "Messages", "Streaming Messages". */
export const openMessages = (stream: boolean): AnswerDecoder =>
  stream ? new PassedStream(openReader()) : new PassedDocument(SHAPE);

const SHAPE = {
  holds: 'content',
  usage: (answer: Readonly<Record<string, unknown>>) => readBilledUsage(answer['usage']),
  visible: ({ content }: Readonly<Record<string, unknown>>) => JSON.stringify(content).length - '[]'.length,
  ranTools: ({ content }: Readonly<Record<string, unknown>>) => Array.isArray(content) && content.some(isServerBlock),
};

/** Blocks that only an answer has in which the provider ran something. */
const isServerBlock = (block: unknown): boolean =>
  isObject(block) && /^(?:server_tool_use|mcp_tool_use|compaction)$|_tool_result$/.test(String(block['type']));

function openReader(): (event: Record<string, unknown>) => EventReading | undefined {
  const usage = new StreamUsage();
  return (event) => readEvent(event, usage);
}

function readEvent(event: Record<string, unknown>, usage: StreamUsage): EventReading | undefined {
  switch (event['type']) {
    case 'message_start':
      return isObject(event['message']) ? { usage: usage.begin(event['message']), isInterim: !usage.isFinal } : undefined;
    case 'content_block_start':
      return blockStart(event['content_block']);
    case 'content_block_delta':
      return { visibleBytes: deltaBytes(event['delta']) };
    case 'message_delta':
      return { usage: usage.count(event['usage']), isInterim: !usage.isFinal };
    case 'message_stop':
      return { ended: true, over: true };
    case 'error':
      throw new ReportedFailure(event['error']);
    default:
      return undefined;
  }
}

function blockStart(block: unknown): EventReading | undefined {
  if (!isObject(block)) return undefined;
  return {
    visibleBytes: byteLength(block['name']) + byteLength(block['text']) + byteLength(block['thinking']),
    ranTools: isServerBlock(block),
  };
}

/** Text, thoughts and inputs of tools are output; signatures are none. */
const deltaBytes = (delta: unknown): number =>
  isObject(delta) ? byteLength(delta['text']) + byteLength(delta['thinking']) + byteLength(delta['partial_json']) : 0;
