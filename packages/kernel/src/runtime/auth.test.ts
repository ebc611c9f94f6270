import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT, generateKeyPair, importPKCS8, decodeJwt } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bearerOf, createAuthenticator, grantsAllow, initialiseAuth, isNamespacePattern, mintToken, writeToken } from './auth.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'panal-auth-'));
  await initialiseAuth(dataDir);
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const coder = { subject: 'coder', roles: ['agent'], kind: 'coder', operator: 'ann', ttlMs: 60_000 } as const;
const ask = async (token: string) => (await createAuthenticator(dataDir)).authenticate(token);

describe('a token', () => {
  it('names the principal, its roles, kind and operator', async () => {
    const outcome = await ask(await mintToken(dataDir, coder));
    expect(outcome).toMatchObject({
      ok: true,
      principal: { subject: 'coder', roles: ['agent'], kind: 'coder', operator: 'ann' },
    });
  });

  it('is stored for its owner alone, and so is the signing key', async () => {
    expect(statSync(await writeToken(dataDir, coder)).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'auth', 'issuer.key')).mode & 0o777).toBe(0o600);
  });

  it('survives a second initialisation', async () => {
    const token = await mintToken(dataDir, coder);
    await initialiseAuth(dataDir);
    expect((await ask(token)).ok).toBe(true);
  });

  it('is refused when it is missing, no token, expired, or of another installation', async () => {
    const other = mkdtempSync(join(tmpdir(), 'panal-auth-'));
    try {
      await initialiseAuth(other);
      expect(await ask('')).toMatchObject({ ok: false, reason: 'no token was sent' });
      expect(await ask('a.b.c')).toMatchObject({ ok: false });
      expect(await ask(await mintToken(dataDir, { ...coder, ttlMs: -10_000 }))).toMatchObject({
        ok: false,
        reason: 'the token has expired',
      });
      expect(await ask(await mintToken(other, coder))).toMatchObject({
        ok: false,
        reason: 'the token was signed by another Panal',
      });
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('cannot be forged: another key under our key id, no algorithm, changed claims', async () => {
    const { kid } = JSON.parse(readFileSync(join(dataDir, 'auth', 'issuer.pub.json'), 'utf8')) as { kid: string };
    const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519' });
    const claims = { roles: ['operator'], kind: '', operator: 'local' };
    const forged = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer('panal')
      .setSubject('operator')
      .setExpirationTime('1h')
      .sign(privateKey);
    expect((await ask(forged)).ok).toBe(false);

    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${encode({ alg: 'none', kid })}.${encode({ ...claims, sub: 'operator', iss: 'panal', exp: 9_999_999_999 })}.`;
    expect((await ask(unsigned)).ok).toBe(false);

    const [header, , signature] = (await mintToken(dataDir, coder)).split('.');
    const token = await mintToken(dataDir, coder);
    expect((await ask(`${header}.${encode({ ...decodeJwt(token), roles: ['operator'] })}.${signature}`)).ok).toBe(false);
  });

  it('gives no role that we do not know', async () => {
    const { kid } = JSON.parse(readFileSync(join(dataDir, 'auth', 'issuer.pub.json'), 'utf8')) as { kid: string };
    const key = await importPKCS8(readFileSync(join(dataDir, 'auth', 'issuer.key'), 'utf8'), 'EdDSA');
    const token = await new SignJWT({ roles: ['root', 'viewer'] })
      .setProtectedHeader({ alg: 'EdDSA', kid })
      .setIssuer('panal')
      .setSubject('x')
      .setExpirationTime('1h')
      .sign(key);
    expect(await ask(token)).toMatchObject({ ok: true, principal: { roles: ['viewer'] } });
  });

  it('is refused once it is revoked', async () => {
    const token = await mintToken(dataDir, coder);
    expect((await ask(token)).ok).toBe(true);
    appendFileSync(join(dataDir, 'auth', 'revoked.txt'), `${decodeJwt(token).jti}\n`);
    expect(await ask(token)).toMatchObject({ ok: false, reason: 'the token was revoked' });
  });
});

describe('the authorization header', () => {
  it.each([
    ['Bearer abc', 'abc'],
    ['bearer abc', 'abc'],
    ['Basic abc', ''],
    ['Bearer a b', ''],
    [undefined, ''],
  ])('%s holds %j', (header, token) => expect(bearerOf(header)).toBe(token));
});

describe('grants of namespaces', () => {
  const grants = [
    { pattern: 'shop-*', permissions: ['read', 'write'] },
    { pattern: 'panal', permissions: ['read'] },
  ] as const;

  it('travel in the token', async () => {
    const outcome = await ask(await mintToken(dataDir, { subject: 'etl', roles: ['data-client'], grants, ttlMs: 60_000 }));
    expect(outcome).toMatchObject({ ok: true, principal: { grants } });
  });

  it('allow what they name and nothing else', () => {
    expect(grantsAllow(grants, 'shop-1', 'write')).toBe(true);
    expect(grantsAllow(grants, 'shop-1', 'delete')).toBe(false);
    expect(grantsAllow(grants, 'shop', 'read')).toBe(false);
    expect(grantsAllow(grants, 'panal', 'read')).toBe(true);
    expect(grantsAllow(grants, 'panal-2', 'read')).toBe(false);
    expect(grantsAllow(grants, 'panal', 'write')).toBe(false);
    expect(grantsAllow([{ pattern: '*', permissions: ['reason'] }], 'any', 'reason')).toBe(true);
  });

  it.each(['p*', '*', 'a.b-c_d'])('%s is a pattern', (text) => expect(isNamespacePattern(text)).toBe(true));
  it.each(['', '**', '*a', 'a*b', '../a', 'a/b', 'a'.repeat(65)])('"%s" is none', (text) =>
    expect(isNamespacePattern(text)).toBe(false),
  );

  it('that are not understood make the token worthless', async () => {
    const { kid } = JSON.parse(readFileSync(join(dataDir, 'auth', 'issuer.pub.json'), 'utf8')) as { kid: string };
    const key = await importPKCS8(readFileSync(join(dataDir, 'auth', 'issuer.key'), 'utf8'), 'EdDSA');
    for (const claim of ['*', [{ pattern: '../x', permissions: ['read'] }], [{ pattern: 'a' }], [null]]) {
      const token = await new SignJWT({ roles: ['operator'], grants: claim })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setIssuer('panal')
        .setSubject('etl')
        .setExpirationTime('1h')
        .sign(key);
      expect((await ask(token)).ok).toBe(false);
    }
  });
});
