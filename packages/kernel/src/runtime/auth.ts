import { randomUUID } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  type CryptoKey,
  SignJWT,
  calculateJwkThumbprint,
  decodeProtectedHeader,
  errors,
  exportJWK,
  exportPKCS8,
  generateKeyPair,
  importJWK,
  importPKCS8,
  jwtVerify,
} from 'jose';

/** Roles of principals; an agent can never approve, set a limit, or act as another. */
export const roles = ['viewer', 'operator', 'approver', 'agent', 'service', 'data-client'] as const;
export type Role = (typeof roles)[number];

/** What a token may do in a namespace of Synapse; `reason` writes inferred facts. */
export const graphPermissions = ['read', 'write', 'delete', 'reason'] as const;
export type GraphPermission = (typeof graphPermissions)[number];

/** Permissions in the namespaces that a pattern names: a name, a beginning followed by `*`, or `*`. */
export interface NamespaceGrant {
  readonly pattern: string;
  readonly permissions: readonly GraphPermission[];
}

/** A pattern of namespaces, e.g. `panal`, `shop-*` or `*`. */
export const isNamespacePattern = (text: string): boolean => /^(?:\*|[A-Za-z0-9][A-Za-z0-9._-]{0,63}\*?)$/.test(text);

/** Whether grants allow something in a namespace. */
export const grantsAllow = (grants: readonly NamespaceGrant[], namespace: string, permission: GraphPermission): boolean =>
  grants.some(
    ({ pattern, permissions }) =>
      permissions.includes(permission) &&
      (pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern),
  );

/** Who calls, as proved by a token. */
export interface Principal {
  /** Stable name: an agent's id, a person's name, a service's name. */
  readonly subject: string;
  readonly roles: readonly Role[];
  /** For agents: the role in the swarm, e.g. `coder`. */
  readonly kind: string;
  /** Who runs the agent; two agents of one operator are not independent of each other in profile `team`. */
  readonly operator: string;
  /** Where not empty, all that the token may do in Synapse, whatever its role. */
  readonly grants: readonly NamespaceGrant[];
  readonly keyId: string;
  readonly tokenId: string;
  readonly expiresMs: number;
}

export type AuthOutcome = { readonly ok: true; readonly principal: Principal } | { readonly ok: false; readonly reason: string };

export interface Authenticator {
  /** Checks a bearer token: signature, issuer, expiry, revocation. About 0.1 ms the first time, then from a cache of 10,000. */
  authenticate(token: string): Promise<AuthOutcome>;
}

const ISSUER = 'panal';
const CACHE_ENTRIES_MAX = 10_000;
const REVOCATION_CHECK_MS = 1_000;

const authDir = (dataDir: string): string => join(dataDir, 'auth');
const privateKeyPath = (dataDir: string): string => join(authDir(dataDir), 'issuer.key');
const publicKeyPath = (dataDir: string): string => join(authDir(dataDir), 'issuer.pub.json');
const revokedPath = (dataDir: string): string => join(authDir(dataDir), 'revoked.txt');

/** Where the token of a principal lies under the data folder. */
export const tokenPath = (dataDir: string, subject: string): string => join(authDir(dataDir), `${subject}.token`);

function writeSecret(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode: 0o600 });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

/** Creates the signing key of tokens under the data folder where there is none yet. */
export async function initialiseAuth(dataDir: string): Promise<void> {
  if (existsSync(privateKeyPath(dataDir)) && existsSync(publicKeyPath(dataDir))) return;
  mkdirSync(authDir(dataDir), { recursive: true, mode: 0o700 });
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  writeSecret(privateKeyPath(dataDir), await exportPKCS8(pair.privateKey));
  writeSecret(publicKeyPath(dataDir), JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA' }));
}

export interface TokenRequest {
  readonly subject: string;
  readonly roles: readonly Role[];
  readonly kind?: string;
  readonly operator?: string;
  readonly grants?: readonly NamespaceGrant[];
  readonly ttlMs: number;
}

/** Signs a token with the issuer's key; only the holder of the data folder's private key can. */
export async function mintToken(dataDir: string, request: TokenRequest): Promise<string> {
  const key = await importPKCS8(readFileSync(privateKeyPath(dataDir), 'utf8'), 'EdDSA');
  const { kid } = JSON.parse(readFileSync(publicKeyPath(dataDir), 'utf8')) as { kid: string };
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { roles: given, kind = '', operator = 'local', grants = [] } = request;
  return new SignJWT({ roles: given, kind, operator, ...(grants.length > 0 ? { grants } : {}) })
    .setProtectedHeader({ alg: 'EdDSA', kid })
    .setIssuer(ISSUER)
    .setSubject(request.subject)
    .setJti(randomUUID())
    .setIssuedAt(nowSeconds)
    .setExpirationTime(nowSeconds + Math.ceil(request.ttlMs / 1000))
    .sign(key);
}

/** Mints a token and stores it where only its owner may read it (mode 0600); returns the path. */
export async function writeToken(dataDir: string, request: TokenRequest): Promise<string> {
  const path = tokenPath(dataDir, request.subject);
  writeSecret(path, await mintToken(dataDir, request));
  return path;
}

/** The grants of a token; undefined where the claim is none, so that a token we don't understand opens nothing. */
function grantsOf(claim: unknown): readonly NamespaceGrant[] | undefined {
  if (claim === undefined) return [];
  if (!Array.isArray(claim)) return undefined;
  const grants: NamespaceGrant[] = [];
  for (const entry of claim as unknown[]) {
    const { pattern, permissions } = (entry ?? {}) as { pattern?: unknown; permissions?: unknown };
    if (typeof pattern !== 'string' || !isNamespacePattern(pattern) || !Array.isArray(permissions)) return undefined;
    grants.push({ pattern, permissions: graphPermissions.filter((name) => (permissions as unknown[]).includes(name)) });
  }
  return grants;
}

const textOf = (claim: unknown): string => (typeof claim === 'string' ? claim : '');

function readRevoked(path: string): Set<string> {
  if (!existsSync(path)) return new Set();
  return new Set(
    readFileSync(path, 'utf8')
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
}

/** Authenticator over the public key and the revocation list of a data folder; the list is read again when it changes. */
export async function createAuthenticator(dataDir: string): Promise<Authenticator> {
  const jwk = JSON.parse(readFileSync(publicKeyPath(dataDir), 'utf8')) as { kid: string };
  const key = (await importJWK(jwk, 'EdDSA')) as CryptoKey;
  const cache = new Map<string, Principal>();
  let revoked = readRevoked(revokedPath(dataDir));
  let revokedMtimeMs = 0;
  let checkedMs = 0;

  const refreshRevoked = (nowMs: number): void => {
    if (nowMs - checkedMs < REVOCATION_CHECK_MS) return;
    checkedMs = nowMs;
    const path = revokedPath(dataDir);
    const mtimeMs = existsSync(path) ? statSync(path).mtimeMs : 0;
    if (mtimeMs === revokedMtimeMs) return;
    revokedMtimeMs = mtimeMs;
    revoked = readRevoked(path);
  };

  const verify = async (token: string): Promise<Principal | string> => {
    try {
      if (decodeProtectedHeader(token).kid !== jwk.kid) return 'the token was signed by another Panal';
      const { payload } = await jwtVerify(token, key, { issuer: ISSUER, algorithms: ['EdDSA'] });
      const claimed = payload as { roles?: unknown; kind?: unknown; operator?: unknown; grants?: unknown };
      const grants = grantsOf(claimed.grants);
      if (!grants) return 'the token holds grants that this version does not understand';
      const granted = Array.isArray(claimed.roles) ? roles.filter((role) => (claimed.roles as unknown[]).includes(role)) : [];
      return {
        subject: payload.sub ?? '',
        roles: granted,
        kind: textOf(claimed.kind),
        operator: textOf(claimed.operator),
        grants,
        keyId: jwk.kid,
        tokenId: payload.jti ?? '',
        expiresMs: (payload.exp ?? 0) * 1000,
      };
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'the token has expired' : 'the token is not valid';
    }
  };

  return {
    async authenticate(token) {
      const nowMs = Date.now();
      refreshRevoked(nowMs);
      let principal: Principal | string | undefined = cache.get(token);
      if (!principal) {
        principal = token ? await verify(token) : 'no token was sent';
        if (typeof principal === 'string') return { ok: false, reason: principal };
        if (cache.size >= CACHE_ENTRIES_MAX) cache.delete(cache.keys().next().value!);
        cache.set(token, principal);
      }
      if (principal.expiresMs <= nowMs) return { ok: false, reason: 'the token has expired' };
      if (revoked.has(principal.tokenId)) return { ok: false, reason: 'the token was revoked' };
      return { ok: true, principal };
    },
  };
}

/** The token after `Bearer `, or an empty string. */
export const bearerOf = (header: string | undefined): string => /^Bearer (\S+)$/i.exec(header ?? '')?.[1] ?? '';
