import { generateKeyPairSync } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSigningKey, keyId, loadOrCreateSigningKey, publicKeyPem, readPublicKey } from './signing-key.ts';
import type { SigningKey } from './signing-key.ts';

describe('signing key files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'panal-key-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a key is made once, readable by its owner alone, and found again', async () => {
    const path = join(folder, 'keys', 'audit.pem');
    const made = await loadOrCreateSigningKey(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'keys')).mode & 0o777).toBe(0o700);
    expect((await loadOrCreateSigningKey(path)).keyId).toBe(made.keyId);
    expect(readdirSync(join(folder, 'keys'))).toEqual(['audit.pem']);
  });

  test('callers that start at once end with one key', async () => {
    const path = join(folder, 'audit.pem');
    const loads: Promise<SigningKey>[] = [];
    for (let caller = 0; caller < 32; caller += 1) {
      loads.push(loadOrCreateSigningKey(path));
      await setImmediate(); // So that they are at different steps.
    }
    expect(new Set((await Promise.all(loads)).map((key) => key.keyId)).size).toBe(1);
    expect(readdirSync(folder)).toEqual(['audit.pem']);
  });

  test('a key that others can read is refused, by name and with what to do', async () => {
    const path = join(folder, 'audit.pem');
    await loadOrCreateSigningKey(path);
    chmodSync(path, 0o640);
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow(/audit\.pem has mode 640.*chmod 600/);
  });

  test.each([
    ['nothing', ''],
    ['half a key', '-----BEGIN PRIVATE KEY-----\nMC4CAQ'],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    ],
  ])('a file that holds %s is refused and left alone', async (_, content) => {
    const path = join(folder, 'audit.pem');
    writeFileSync(path, content, { mode: 0o600 });
    await expect(loadOrCreateSigningKey(path)).rejects.toThrow(/holds no Ed25519 private key/);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });

  test('the public half travels as PEM', () => {
    const key = createSigningKey();
    expect(keyId(readPublicKey(publicKeyPem(key)))).toBe(key.keyId);
    expect(() => readPublicKey(key.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString())).toThrow(/not a public key/);
    expect(() => keyId(key.privateKey)).toThrow(TypeError);
  });
});
