import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pointerPath } from '../connection.ts';
import { CliError } from '../exit.ts';

const RUNS_KEPT = 5;

const stamp = (now: Date): string => now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);

/** Removes all but the newest runs; one that still runs is younger than any that is removed. */
function prune(runsDir: string): void {
  const runs = readdirSync(runsDir)
    .filter((name) => statSync(join(runsDir, name)).isDirectory())
    .toSorted();
  for (const name of runs.slice(0, Math.max(0, runs.length - RUNS_KEPT)))
    rmSync(join(runsDir, name), { recursive: true, force: true });
}

/** Creates the folder of this run under `<dataDir>/runs`, and leaves word of it for other commands. */
export function createRunFolder(dataDir: string): string {
  const runsDir = join(dataDir, 'runs');
  try {
    mkdirSync(runsDir, { recursive: true, mode: 0o700 });
    const dir = join(runsDir, `${stamp(new Date())}-${process.pid}`);
    mkdirSync(dir);
    writeFileSync(pointerPath(dataDir), JSON.stringify({ dataDir: join(dir, 'data') }));
    prune(runsDir);
    return dir;
  } catch (error) {
    throw new CliError(
      `The folder of the run cannot be made under ${runsDir}: ${(error as Error).message}. Choose another place with PANAL_DATA_DIR.`,
    );
  }
}
