import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** An Ed25519 key pair that signs, and the id by which its public half is known. */
export interface SigningKey {
  keyId: string;
  privateKey: KeyObject;
  publicKey: KeyObject;
}

/** The id of an Ed25519 public key: SHA-256 (hex) of its SPKI DER encoding. Throws a TypeError for any other kind of key. */
export function keyId(publicKey: KeyObject): string {
  if (publicKey.type !== 'public' || publicKey.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 public key');
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex');
}

/** A signing key from an Ed25519 private key. */
export function signingKeyOf(privateKey: KeyObject): SigningKey {
  const publicKey = createPublicKey(privateKey);
  return { keyId: keyId(publicKey), privateKey, publicKey };
}

/** A fresh signing key, in memory only. */
export function createSigningKey(): SigningKey {
  return signingKeyOf(generateKeyPairSync('ed25519').privateKey);
}

/** The public half as SPKI PEM, to be kept where the log's verifier can reach it. */
export function publicKeyPem(key: SigningKey): string {
  return key.publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/** Reads an Ed25519 public key from PEM. Throws an Error that says so where it is none; a private key is refused too. */
export function readPublicKey(pem: string): KeyObject {
  if (!pem.trimStart().startsWith('-----BEGIN PUBLIC KEY-----'))
    throw new Error('not a public key in PEM form (BEGIN PUBLIC KEY)');
  const key = createPublicKey(pem);
  keyId(key);
  return key;
}

/**
 * The signing key in a PEM file (PKCS 8, mode 0600), created with its folder (0700) where it does not exist. Two processes
 * that start at once end with the same key. Throws an Error that names the file and what to do where it is readable by
 * others, or no Ed25519 key; an existing file is never replaced.
 */
export async function loadOrCreateSigningKey(path: string): Promise<SigningKey> {
  const existing = await loadSigningKey(path);
  if (existing) return existing;
  await createKeyFile(path);
  const created = await loadSigningKey(path);
  if (!created) throw new Error(`the signing key file ${path} vanished just after it was written`);
  return created;
}

async function loadSigningKey(path: string): Promise<SigningKey | undefined> {
  const info = await stat(path).catch(absentIsUndefined);
  if (!info) return undefined;
  const mode = info.mode & 0o777;
  if ((mode & 0o077) !== 0) {
    throw new Error(
      `the signing key file ${path} has mode ${mode.toString(8)}, so others can read it: replace the key, or run chmod 600 if none could have`,
    );
  }
  const pem = await readFile(path, 'utf8');
  try {
    return signingKeyOf(createPrivateKey(pem));
  } catch {
    throw new Error(
      `the signing key file ${path} holds no Ed25519 private key in PEM form: restore it from a backup, or move it away to start with a new key`,
    );
  }
}

async function createKeyFile(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomUUID()}.new`;
  try {
    const file = await open(draft, 'wx', 0o600);
    try {
      await file.writeFile(createSigningKey().privateKey.export({ type: 'pkcs8', format: 'pem' }));
      await file.sync();
    } finally {
      await file.close();
    }
    // A link, unlike a rename, fails where another process was first: its key stays.
    await link(draft, path).catch(existsIsFine);
    await syncFolder(folder);
  } finally {
    await rm(draft, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function absentIsUndefined(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT') return undefined;
  throw error;
}

function existsIsFine(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}
