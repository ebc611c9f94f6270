import type { DialectRequest } from './dialect-request.ts';

/** As in most tokenisers' English and code. */
const BYTES_PER_TOKEN = 4;
const TOKENS_PER_IMAGE = 1_600;
const TOKENS_PER_MESSAGE = 4;

/** An estimate of a request's input where no provider counts: its bytes by four, and so much for each message and image. */
export function estimateTokens({ bytes, parts, claims }: Pick<DialectRequest, 'bytes' | 'parts' | 'claims'>): number {
  const text = Math.max(0, bytes.length - claims.imageBytes);
  return Math.ceil(text / BYTES_PER_TOKEN) + TOKENS_PER_MESSAGE * parts + TOKENS_PER_IMAGE * claims.images;
}
