import { createHmac, timingSafeEqual } from 'node:crypto';

/** The signature of a delivery: base64 of HMAC-SHA1, keyed with the app secret, over the raw body and the exact callback URL. */
export const signatureOf = (appSecret: string, body: Uint8Array, callbackUrl: string): string =>
  createHmac('sha1', appSecret).update(body).update(callbackUrl).digest('base64');

/** Whether a signature fits, compared in constant time; without a secret none does. */
export function signatureFits(
  given: string,
  body: Uint8Array,
  key: { readonly appSecret: string; readonly callbackUrl: string },
): boolean {
  if (key.appSecret === '') return false;
  const expected = Buffer.from(signatureOf(key.appSecret, body, key.callbackUrl));
  const actual = Buffer.from(given);
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
