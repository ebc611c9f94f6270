import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface PublishedPackage {
  /** Name and exact version. */
  readonly spec: string;
  /** Subresource integrity of the tarball, as the registry states it. */
  readonly integrity: string;
}

const FETCH_MS_MAX = 120_000;

/** Fetches the tarball of a published package with npm, checks it against the integrity given here, and unpacks it into `dir`. */
export function unpackPublished({ spec, integrity }: PublishedPackage, dir: string): void {
  mkdirSync(dir, { recursive: true });
  let filename: string;
  try {
    const packed = execFileSync('npm', ['pack', spec, '--json', '--ignore-scripts', '--pack-destination', dir], {
      cwd: dir,
      encoding: 'utf8',
      timeout: FETCH_MS_MAX,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    filename = (JSON.parse(packed) as [{ filename: string }])[0].filename;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`${spec} could not be fetched from the npm registry, which this test needs: ${stderr || String(error)}`, {
      cause: error,
    });
  }
  const tarball = join(dir, filename);
  const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`;
  if (found !== integrity) throw new Error(`The tarball of ${spec} has integrity ${found}; expected was ${integrity}.`);
  execFileSync('tar', ['-xzf', tarball, '-C', dir]);
}
