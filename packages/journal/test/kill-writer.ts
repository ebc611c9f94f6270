/**
 * The process that the kill tests end: `node kill-writer.ts DIR CYCLE`. Waits for a line on standard input, opens the journal, and
 * appends from many writers at once until it dies. Tells on standard output what was acknowledged, after it was:
 * `open EPOCH FLUSHED`, `ack WRITER NUMBER FIRST`, `snapshot POSITION`.
 */
import { once } from 'node:events';
import { flushCompileCache } from 'node:module';
import { openJournal } from '../src/open-journal.ts';
import type { Journal } from '../src/port.ts';
import { batchOf } from './kill-batches.ts';

const writers = 16;
const [dir, cycle] = [process.argv[2]!, Number(process.argv[3])];
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function write(journal: Journal, writer: number): Promise<never> {
  for (let number = 0; ; number++) {
    const { firstPosition } = await journal.append(batchOf({ cycle, writer, number }));
    say(`ack ${writer} ${number} ${firstPosition}`);
  }
}

async function takeSnapshots(journal: Journal): Promise<never> {
  for (let due = journal.flushedPosition + 500; ; due += 500) {
    await journal.waitFor(due);
    await journal.writeSnapshot(due, Buffer.from(`state ${due}`));
    say(`snapshot ${due}`);
  }
}

// A killed process would not leave its compiled modules to the next one.
flushCompileCache();
say('ready');
await once(process.stdin, 'data');
const journal = await openJournal({ dir, segmentBytes: 256 * 1024, preallocateBytes: 64 * 1024, markAfterMs: 5 });
say(`open ${journal.epoch} ${journal.flushedPosition}`);
await Promise.all([takeSnapshots(journal), ...Array.from({ length: writers }, (_, writer) => write(journal, writer))]);
