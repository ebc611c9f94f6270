import { redactSecrets } from '@panal/kernel/runtime';

const REMOVED = '[secret removed]';
/** Shorter keys keep nothing secret, and would be found in the middle of words. */
const SECRET_LENGTH_MIN = 4;

/** Takes known secrets out of what an upstream says, as they are or encoded in the usual ways, and whatever else looks like one. */
export function secretsRemover(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = new Set(secrets.flatMap((secret) => (secret && secret.length >= SECRET_LENGTH_MIN ? formsOf(secret) : [])));
  // Longer ones first, so that no rest of one is left.
  const known = [...forms]
    .toSorted((a, b) => b.length - a.length)
    .map((form) => new RegExp(form.replace(/[^\w]/g, '\\$&'), 'gi'));
  return (text) => redactSecrets(known.reduce((rest, form) => rest.replace(form, REMOVED), text));
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const asJson = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].map((before) => base64Within(bytes, before));
  const base64url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [
    secret,
    asJson,
    encodeURIComponent(secret),
    bytes.toString('hex'),
    bytes.toString('base64'),
    bytes.toString('base64url'),
    ...base64,
    ...base64url,
  ];
}

/** What a secret always is in base64 where so many bytes (modulo 3) come before it, whatever they are and whatever follows. */
function base64Within(secret: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64');
  const bits = (before + secret.length) * 8;
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
}
