import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..', '..');

it.each([
  ['docs/configuration.md lists every setting as the schemas have it', 'settings.mjs'],
  ['docs/errors.md lists every refusal as the tables have it', 'error-tables.mjs'],
])('%s', (_name, tool) => {
  const check = (): Buffer =>
    execFileSync(process.execPath, ['--conditions=panal-source', join(root, 'tools', tool), '--check'], { stdio: 'pipe' });
  expect(check).not.toThrow();
});
