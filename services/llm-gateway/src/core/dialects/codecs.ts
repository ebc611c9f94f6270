import type { Wire } from '../dialect-request.ts';
import { chatCodec } from './chat/codec.ts';
import { completionsCodec } from './completions/codec.ts';
import { messagesCodec } from './messages/codec.ts';
import type { DialectCodec } from './normal/dialect-codec.ts';
import { responsesCodec } from './responses/codec.ts';

/** What is needed of a dialect that only clients speak. */
export type ClientCodec = Pick<DialectCodec, 'readRequest' | 'writeAnswer' | 'openWriter'>;
/** What is needed of a dialect that upstreams are asked in. */
export type UpstreamCodec = Pick<DialectCodec, 'writeRequest' | 'readAnswer' | 'openReader'>;

const UPSTREAMS: Readonly<Partial<Record<Wire, DialectCodec>>> = {
  chat: chatCodec,
  responses: responsesCodec,
  messages: messagesCodec,
};
const CLIENTS: Readonly<Partial<Record<Wire, ClientCodec>>> = { ...UPSTREAMS, completions: completionsCodec };

/** Reads clients' requests and writes their answers; undefined where a dialect is only ever passed on. */
export const clientCodec = (wire: Wire): ClientCodec | undefined => CLIENTS[wire];

/** Writes requests for upstreams and reads their answers; undefined where nothing is translated into a dialect. */
export const upstreamCodec = (wire: Wire): UpstreamCodec | undefined => UPSTREAMS[wire];
