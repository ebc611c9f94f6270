import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpContext, type Principal, ServiceError, readBody } from '@panal/kernel/runtime';
import { accepted } from '../core/accept.ts';
import type { Offer } from '../core/media-types.ts';
import { textSlices } from '../core/text-slices.ts';

/** One request about one dataset. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly principal: Principal;
  readonly namespace: string;
  /** Address of the endpoint, without query, as the caller wrote it. */
  readonly endpoint: string;
  /** Aborted when the caller is gone. */
  readonly signal: AbortSignal;
}

const HOST = /^[A-Za-z0-9.[\]:_-]{1,255}$/;

/** The exchange of a request; `path` is that of the endpoint, which a graph's name may follow. */
export function exchangeOf(
  request: IncomingMessage,
  response: ServerResponse,
  { context, namespace, path }: { readonly context: HttpContext; readonly namespace: string; readonly path: string },
): Exchange {
  const { principal, url } = context;
  if (!principal) throw new ServiceError('unauthenticated');
  const host = request.headers.host ?? '';
  if (!HOST.test(host)) throw new ServiceError('invalid-argument', 'The Host header is missing or not valid.');
  const scheme = 'encrypted' in request.socket ? 'https' : 'http';
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return { request, response, url, principal, namespace, endpoint: `${scheme}://${host}${path}`, signal: gone.signal };
}

/** Refuses a method, naming those that are known here. */
export function refuseMethod({ request, response }: Exchange, known: string): never {
  response.setHeader('allow', known);
  throw new ServiceError('method-not-allowed', `${request.method} is not possible here; use ${known}.`);
}

/** Answers OPTIONS. Nothing is said to browsers of other origins: they may not read the answers. */
export function sendOptions({ response }: Exchange, known: string): void {
  response.writeHead(204, { allow: known });
  response.end();
}

export interface MediaType {
  readonly type: string;
  readonly charset: string | undefined;
}

/** A Content-Type header in small letters; `type` is empty where there is none. */
export function mediaTypeOf(header: string | undefined): MediaType {
  const [type = '', ...parameters] = (header ?? '').split(';').map((part) => part.trim().toLowerCase());
  const charset = parameters.find((parameter) => parameter.startsWith('charset='))?.slice('charset='.length);
  return { type, charset: charset?.replaceAll('"', '') };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes as text; refuses what is not UTF-8 or says to be something else. */
export function textOf(bytes: Uint8Array, charset: string | undefined): string {
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8' && charset !== 'us-ascii')
    throw new ServiceError('unsupported-media-type', `Charset "${charset}" is not read here. Send UTF-8.`);
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new ServiceError('invalid-argument', 'The body is not valid UTF-8.', { cause: error });
  }
}

/** The body of a request, whole; refuses a longer one and a compressed one. */
export async function bodyOf({ request }: Exchange, bytesMax: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity')
    throw new ServiceError('unsupported-media-type', `Encoding "${encoding}" is not read here. Send it plain.`);
  return readBody(request, bytesMax);
}

/** The media type to answer with; throws `not-acceptable` naming those that there are. */
export function negotiate({ request }: Exchange, offer: Offer): string {
  const type = accepted(request.headers.accept, offer);
  if (type !== undefined) return type;
  throw new ServiceError(
    'not-acceptable',
    `None of the accepted media types can be written for that. There are ${offer.types.join(', ')}.`,
  );
}

/** Sends a text in slices, no faster than the caller reads. */
export async function sendText(exchange: Exchange, type: string, text: string): Promise<void> {
  const { request, response, signal } = exchange;
  const headers = { 'content-type': `${type}; charset=utf-8`, vary: 'accept' };
  response.writeHead(200, { ...headers, 'content-length': Buffer.byteLength(text) });
  if (request.method !== 'HEAD') {
    for (const slice of textSlices(text)) {
      if (signal.aborted) return;
      if (!response.write(slice)) await once(response, 'drain', { signal }).catch(() => undefined);
    }
  }
  response.end();
}
