import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LogTallySnapshot } from './log-tally.ts';

/** The state of an earlier run, undefined where there is none. Throws where the file is something else. */
export async function readState(path: string): Promise<LogTallySnapshot | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const problem = `${path} does not hold the state of an analysis. Name another file for --state, or move this one away.`;
  let state: LogTallySnapshot;
  try {
    state = JSON.parse(text) as LogTallySnapshot;
  } catch {
    throw new Error(problem);
  }
  if ((state?.version as number) === 1)
    throw new Error(`${path} is of an older Panal, whose ids mean nothing to this one. Name another file for --state.`);
  if (state?.version !== 2 || !Array.isArray(state.grouper?.given)) throw new Error(problem);
  return state;
}

/** Replaces the state at once and durably: whoever reads finds the old or the new one, whole. */
export async function writeState(path: string, state: LogTallySnapshot): Promise<void> {
  const temporary = `${path}.new`;
  {
    await using file = await open(temporary, 'w', 0o600);
    await file.writeFile(JSON.stringify(state));
    await file.sync();
  }
  await rename(temporary, path);
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}
