// The checkout, and how the launcher gives up.
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Absolute path of the checkout that holds this file. */
export const rootDir = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** Ends the process with one line that says what happened and what to do. */
export function fail(message) {
  process.stderr.write(`panal: ${message}\n`);
  process.exit(1);
}
