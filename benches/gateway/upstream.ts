// An OpenAI-shaped upstream for the gateway's benches, a process of its own: as cheap as Node allows (one parser on bare sockets),
// so that one core can feed what is measured on the other. It keeps a ledger of all that it answered.
//   parent → child  { thinkMs, paceMs }   time before an answer, and between the chunks of a stream (0: one turn of the loop)
//   parent → child  'ledger'              child answers with a Ledger
import { type Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Ledger, Manner } from './upstream-process.ts';
import { answeredUsage, countedPath, streamChunks } from './upstream-process.ts';

const ledger: Ledger = { documents: 0, streams: 0, streamsCut: 0 };
let manner: Manner = { thinkMs: 0, paceMs: 0 };

const json = (value: object): string => JSON.stringify(value);
const chunkHead = '"object":"chat.completion.chunk","created":1,"model":"bench",';
const wordRest = `${chunkHead}${json({ choices: [{ index: 0, delta: { content: ' word' }, finish_reason: null }] }).slice(1)}`;
const lastRest = `${chunkHead}${json({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }).slice(1)}`;
const usageRest = `${chunkHead}${json({ choices: [], usage: answeredUsage }).slice(1)}`;
const message = { role: 'assistant', content: ' word'.repeat(streamChunks) };
const documentRest = `"object":"chat.completion","created":1,"model":"bench",${json({
  choices: [{ index: 0, message, finish_reason: 'stop' }],
  usage: answeredUsage,
}).slice(1)}`;
const { prompt_tokens: input_tokens, completion_tokens: output_tokens } = answeredUsage;
const messageRest = (fields: object): string =>
  json({ type: 'message', role: 'assistant', model: 'bench', stop_sequence: null, ...fields }).slice(1);
const messagesDocumentRest = messageRest({
  content: [{ type: 'text', text: ' word'.repeat(streamChunks) }],
  stop_reason: 'end_turn',
  usage: { input_tokens, output_tokens },
});
const startRest = messageRest({ content: [], stop_reason: null, usage: { input_tokens, output_tokens: 1 } });
const named = (event: Readonly<Record<string, unknown>>): string => `event: ${String(event['type'])}\ndata: ${json(event)}\n\n`;
const blockStart = named({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } });
const messagesWord = named({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: ' word' } });
const messagesLast =
  named({ type: 'content_block_stop', index: 0 }) +
  named({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens } }) +
  named({ type: 'message_stop' });
const STREAM_HEAD =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nx-accel-buffering: no\r\ntransfer-encoding: chunked\r\n\r\n';

/** The id of an answer says how long the upstream took until its first byte, µs: what a client saw beyond that was added. */
const idSince = (startMs: number): string => `{"id":"c-${Math.round((performance.now() - startMs) * 1_000)}",`;
const framed = (event: string): string => `${Buffer.byteLength(event).toString(16)}\r\n${event}\r\n`;

interface Call {
  readonly socket: Socket;
  readonly startMs: number;
  readonly counted: boolean;
  /** Asked in Anthropic's dialect. */
  readonly messages: boolean;
}

function answerDocument({ socket, startMs, counted, messages }: Call): void {
  const body = `${idSince(startMs)}${messages ? messagesDocumentRest : documentRest}`;
  if (counted) ledger.documents += 1;
  socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
}

/** The first event, each word, and what ends a stream. */
function streamOf(id: string, messages: boolean): { readonly first: string; readonly word: string; readonly last: string } {
  if (messages) {
    const first = framed(`event: message_start\ndata: {"type":"message_start","message":${id}${startRest}}\n\n${blockStart}`);
    return { first, word: framed(messagesWord), last: framed(messagesLast) };
  }
  const last = framed(`data: ${id}${lastRest}\n\ndata: ${id}${usageRest}\n\ndata: [DONE]\n\n`);
  return { first: '', word: framed(`data: ${id}${wordRest}\n\n`), last };
}

function answerStream({ socket, startMs, counted, messages }: Call): void {
  const { first, word, last } = streamOf(idSince(startMs), messages);
  let sent = 0;
  const next = (): void => {
    if (socket.destroyed) {
      if (counted) ledger.streamsCut += 1;
      return;
    }
    if (sent === streamChunks) {
      if (counted) ledger.streams += 1;
      socket.write(`${last}0\r\n\r\n`);
      return;
    }
    socket.write(sent === 0 ? STREAM_HEAD + first + word : word);
    sent += 1;
    if (manner.paceMs > 0) setTimeout(next, manner.paceMs);
    else setImmediate(next);
  };
  next();
}

function answer(socket: Socket, head: string, body: string): void {
  const counted = head.startsWith(`POST ${countedPath}`);
  const call: Call = { socket, startMs: performance.now(), counted, messages: /^POST \S*\/messages /.test(head) };
  const work = body.includes('"stream":true') ? answerStream : answerDocument;
  if (manner.thinkMs > 0) setTimeout(() => work(call), manner.thinkMs);
  else work(call);
}

const LENGTH = /\r\ncontent-length: *(\d+)/i;
const CHUNKED = /\r\ntransfer-encoding: *chunked/i;

/** One request after the other on a connection; callers here never pipeline. */
function serve(socket: Socket): void {
  let text = '';
  socket.setNoDelay(true);
  socket.on('error', () => undefined);
  socket.on('data', (bytes: Buffer) => {
    text += bytes.toString('latin1');
    const headEnd = text.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const head = text.slice(0, headEnd);
    const length = LENGTH.exec(head);
    const whole = length ? text.length >= headEnd + 4 + Number(length[1]) : !CHUNKED.test(head) || text.endsWith('0\r\n\r\n');
    if (!whole) return;
    const body = text.slice(headEnd);
    text = '';
    answer(socket, head, body);
  });
}

const server = createServer(serve);
process.on('message', (asked: Manner | 'ledger') => {
  if (asked === 'ledger') process.send!(ledger);
  else {
    manner = asked;
    process.send!('set');
  }
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', 4_096, () => process.send!((server.address() as AddressInfo).port));
