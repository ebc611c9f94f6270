import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

it('docs/configuration.md lists every setting as the schemas have it', () => {
  const root = resolve(import.meta.dirname, '..', '..');
  const check = (): Buffer =>
    execFileSync(process.execPath, ['--conditions=panal-source', join(root, 'tools', 'settings.mjs'), '--check'], {
      stdio: 'pipe',
    });
  expect(check).not.toThrow();
});
