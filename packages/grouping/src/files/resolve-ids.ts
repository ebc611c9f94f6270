import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { LogTally } from './log-tally.ts';
import { readState } from './state-file.ts';

export interface ResolveOptions {
  /** Files of ids, one a line; `-` for standard input. */
  readonly paths: readonly string[];
  readonly stdin: Readable;
  readonly statePath: string;
  readonly onIds: (text: string) => Promise<void>;
}

const PART_IDS = 65_536;

/** Writes, for each id that runs with this state ever gave, the id of the cluster that it is part of now. Throws where there is no such id or state. */
export async function resolveIds({ paths, stdin, statePath, onIds }: ResolveOptions): Promise<void> {
  const state = await readState(statePath);
  if (!state) throw new Error(`There is no state in ${statePath}. Name the file that --state wrote.`);
  const tally = new LogTally({ areMessages: false });
  tally.restore(state);
  for (const path of paths) {
    let text = '';
    let count = 0;
    for await (const line of createInterface({ input: path === '-' ? stdin : createReadStream(path) })) {
      const id = /^\d{1,9}$/.test(line) ? Number(line) : -1;
      if (!tally.knows(id)) throw new Error(`${path}, line ${count + 1}: ${line.slice(0, 40)} is no id of ${statePath}.`);
      text += `${tally.canonical(id)}\n`;
      count += 1;
      if (count % PART_IDS !== 0) continue;
      await onIds(text);
      text = '';
    }
    await onIds(text);
  }
}
