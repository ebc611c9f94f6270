import type { Wire } from '../dialect-request.ts';
import { chatCodec } from './chat/codec.ts';
import { messagesCodec } from './messages/codec.ts';
import type { DialectCodec } from './normal/dialect-codec.ts';
import type { DialectName } from './normal/normal-request.ts';
import { responsesCodec } from './responses/codec.ts';

const CODECS: Readonly<Record<DialectName, DialectCodec>> = {
  chat: chatCodec,
  responses: responsesCodec,
  messages: messagesCodec,
};

export const translatable = (wire: Wire): wire is DialectName => Object.hasOwn(CODECS, wire);

export const codecOf = (dialect: DialectName): DialectCodec => CODECS[dialect];
