// The byte pass-through of the gateway's bench: node:http on both sides, and nothing else. Argument: the upstream's port.
import { type IncomingMessage, type ServerResponse, Agent, createServer, request as sendRequest } from 'node:http';
import type { AddressInfo } from 'node:net';

const port = Number(process.argv[2]);
const agent = new Agent({ keepAlive: true });

function passThrough(request: IncomingMessage, response: ServerResponse): void {
  const { url: path, method, headers } = request;
  const onward = sendRequest({ agent, hostname: '127.0.0.1', port, path, method, headers }, (reply) => {
    response.writeHead(reply.statusCode!, reply.headers);
    reply.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}

const server = createServer({ noDelay: true }, passThrough);
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', 4_096, () => process.send!((server.address() as AddressInfo).port));
