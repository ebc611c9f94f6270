import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TemporaryDir {
  /** Absolute, without symbolic links. */
  readonly path: string;
  /** Removes the folder with all that is in it; a second time does nothing. */
  remove(): void;
}

/** Creates an empty folder of the test's own; `name` shows in its path, for whoever finds one left behind. */
export function temporaryDir(name = 'test'): TemporaryDir {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `panal-${name}-`));
  return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 3 }) };
}
