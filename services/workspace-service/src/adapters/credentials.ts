import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { ConfigError } from '@panal/kernel/runtime';
import type { CredentialSetting, OperatorEnvironment } from '../ports.ts';

type Settings = readonly (readonly [string, string])[];

const OPERATOR_CONFIG_TIMEOUT_MS = 5_000;

/**
 * The settings with which git finds credentials: those of the operator's own git (`credential.*`, `http.*`), then the file
 * that holds the configured ones. Values stay inside this process and git's environment.
 */
export async function readCredentialSettings(options: {
  readonly credentials: readonly CredentialSetting[];
  readonly storePath: string;
  readonly operator: OperatorEnvironment;
}): Promise<Settings> {
  const own = await readOperatorSettings(options.operator);
  const stored = await writeCredentialStore(options.credentials, options.storePath);
  return stored ? [...own, ['credential.helper', `store --file=${shellQuoted(options.storePath)}`]] : own;
}

async function readOperatorSettings(operator: OperatorEnvironment): Promise<Settings> {
  const args = ['config', '--global', '--null', '--get-regexp', '^(credential|http)\\.'];
  const env = { ...operator.network, PATH: operator.path };
  try {
    const { stdout } = await promisify(execFile)('git', args, { env, timeout: OPERATOR_CONFIG_TIMEOUT_MS, cwd: '/' });
    return stdout.split('\0').flatMap((entry) => {
      const end = entry.indexOf('\n');
      return end < 0 ? [] : [[entry.slice(0, end), entry.slice(end + 1)] as const];
    });
  } catch {
    // No such setting, or no configuration at all: remotes that need credentials will say so themselves.
    return [];
  }
}

async function writeCredentialStore(credentials: readonly CredentialSetting[], path: string): Promise<boolean> {
  if (credentials.length === 0) {
    await rm(path, { force: true });
    return false;
  }
  const lines = await Promise.all(credentials.map(storeLine));
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${lines.join('\n')}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
  return true;
}

async function storeLine({ url, username, passwordFile }: CredentialSetting): Promise<string> {
  const password = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    throw new ConfigError(`Setting "workspace.credentials": ${passwordFile} cannot be read. Name a readable file.`, {
      cause: error,
    });
  });
  const full = new URL(url);
  full.username = encodeURIComponent(username);
  full.password = encodeURIComponent(password.trim());
  return full.href;
}

const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
