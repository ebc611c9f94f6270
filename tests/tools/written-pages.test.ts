import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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

it.each([
  ['gateway.record.dir', 'The folder that exchanges are recorded in'],
  ['gateway.record.bytesMax', 'Of all recordings in it together'],
  ['gateway.connectMs', 'Longest time to connect to an upstream.'],
])('docs/configuration.md says of %s what its own schema says, and not that of a namesake', (setting, meaning) => {
  const lines = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8').split('\n');
  expect(lines.find((line) => line.startsWith(`| \`${setting}\``))).toContain(`| ${meaning}`);
});
