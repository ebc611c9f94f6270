// The two other processes of the gateway's bench: `upstream` answers, `pass-through` copies bytes with node:http and nothing else.
import { type IncomingMessage, type ServerResponse, Agent, createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

const [role, upstreamUrl] = process.argv.slice(2);
const CHUNKS = 50;

const chunk = (delta: object, finish: string | null): string =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const usage = { prompt_tokens: 300, completion_tokens: CHUNKS, total_tokens: 350 };
const document = Buffer.from(
  JSON.stringify({
    id: 'c',
    object: 'chat.completion',
    created: 1,
    model: 'bench',
    choices: [{ index: 0, message: { role: 'assistant', content: 'word '.repeat(CHUNKS) }, finish_reason: 'stop' }],
    usage,
  }),
);
const usageEvent = `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [], usage })}\n\n`;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    if (!Buffer.concat(parts).includes('"stream":true')) {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': document.length });
      response.end(document);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let sent = 0;
    const next = (): void => {
      if (sent++ < CHUNKS) {
        response.write(chunk({ content: 'word ' }, null));
        setImmediate(next);
      } else response.end(`${chunk({}, 'stop')}${usageEvent}data: [DONE]\n\n`);
    };
    next();
  });
}

const agent = new Agent({ keepAlive: true });

function passThrough(request: IncomingMessage, response: ServerResponse): void {
  const { hostname, port } = new URL(upstreamUrl!);
  const onward = sendRequest(
    { agent, hostname, port, path: request.url, method: request.method, headers: request.headers },
    (reply) => {
      response.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(response);
    },
  );
  request.pipe(onward);
}

const server = createServer({ noDelay: true }, role === 'upstream' ? answer : passThrough);
server.listen(0, '127.0.0.1', () => process.send!((server.address() as AddressInfo).port));
