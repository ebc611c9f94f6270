import { ConfigError } from '@panal/kernel/runtime';
import { createHmac, hash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { KeyMaker } from '../ports.ts';
import { rememberHashes } from './key-hashes.ts';

const SECRET_BYTES = 32;
const KEY_PREFIX = 'pk-panal-';
/** Of 43: 24 of 256 bits. */
const SHOWN_CHARS = 4;

/** Key maker over a secret file that only its owner may read (mode 0600); the file is made where there is none. */
export function openKeyMaker(path: string): KeyMaker {
  const secret = existsSync(path) ? readFileSync(path) : createSecret(path);
  if (secret.length !== SECRET_BYTES) {
    throw new ConfigError(
      `${path} is damaged: it must hold ${SECRET_BYTES} bytes. Restore it from a backup, or delete it: keys of running leases then end.`,
    );
  }
  return {
    keyOf: (leaseId) => KEY_PREFIX + createHmac('sha256', secret).update(leaseId).digest('base64url'),
    newKey() {
      const key = KEY_PREFIX + randomBytes(SECRET_BYTES).toString('base64url');
      return { secret: key, prefix: key.slice(0, KEY_PREFIX.length + SHOWN_CHARS) };
    },
    hashOf: rememberHashes((key) => hash('sha256', key, 'base64url')),
  };
}

function createSecret(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const secret = randomBytes(SECRET_BYTES);
  writeFileSync(`${path}.new`, secret, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return secret;
}
