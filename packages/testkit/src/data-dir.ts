import { type TokenRequest, initialiseAuth, mintToken, writeToken } from '@panal/kernel/runtime';
import { temporaryDir } from './temporary-dir.ts';

const TTL_MS = 86_400_000;

/** Whose token it is; valid for a day unless it says otherwise. */
export type Caller = Omit<TokenRequest, 'ttlMs'> & { readonly ttlMs?: number };

/** A data folder of Panal with authentication set up. */
export interface DataDir {
  readonly path: string;
  /** A bearer token that every process on this folder accepts. */
  token(caller: Caller): Promise<string>;
  /** Writes the token file with which a process of that name starts. */
  writeToken(caller: Caller): Promise<void>;
  remove(): void;
}

/** Creates a temporary data folder: the signing key is there, and a token file for each of `services`. */
export async function createDataDir(...services: readonly string[]): Promise<DataDir> {
  const dir = temporaryDir(services[0] ?? 'data');
  const { path } = dir;
  await initialiseAuth(path);
  const dataDir: DataDir = {
    path,
    token: (caller) => mintToken(path, { ttlMs: TTL_MS, ...caller }),
    writeToken: async (caller) => void (await writeToken(path, { ttlMs: TTL_MS, ...caller })),
    remove: () => dir.remove(),
  };
  for (const subject of services) await dataDir.writeToken({ subject, roles: ['service'] });
  return dataDir;
}
