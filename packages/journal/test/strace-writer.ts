/**
 * The process that the strace tests watch: `node strace-writer.ts DIR COUNT`. Appends one record after the other and says
 * `ack N` on standard output once each is acknowledged.
 */
import { writeSync } from 'node:fs';
import { openJournal } from '../src/open-journal.ts';

const journal = await openJournal({ dir: process.argv[2]!, markAfterMs: 1_000_000 });
writeSync(1, 'open\n');
for (let number = 1; number <= Number(process.argv[3]); number++) {
  await journal.append([Buffer.from(`record ${number}`)]);
  writeSync(1, `ack ${number}\n`);
}
await journal.close();
