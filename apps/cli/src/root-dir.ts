import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds services, agents and examples: three levels above this file, in `src` as in `dist`. */
export const rootDir = resolve(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
