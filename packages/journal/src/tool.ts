/**
 * Offline care of a journal's folder, for when its service refuses to start:
 *
 *   node dist/tool.js verify DIR
 *   node dist/tool.js restore BACKUP_DIR NEW_DIR
 *   node dist/tool.js truncate DIR POSITION
 */
import { describeDamage } from './errors.ts';
import { verifyJournal } from './offline.ts';
import { restoreJournal, truncateJournal } from './restore.ts';

const { stderr, stdout } = process;

const usage = `Usage: tool.js verify DIR
       tool.js restore BACKUP_DIR NEW_DIR
       tool.js truncate DIR POSITION   give up the record at POSITION and everything after it
`;

/** Runs one command; returns the exit code. */
async function run([command, dir, target]: readonly string[]): Promise<number> {
  if (command === 'verify' && dir !== undefined) return await verify(dir);
  if (command === 'restore' && dir !== undefined && target !== undefined) {
    await restoreJournal(dir, target);
    stdout.write(`restored to ${target}\n`);
    return 0;
  }
  const position = Number(target);
  if (command === 'truncate' && dir !== undefined && Number.isSafeInteger(position) && position > 0) {
    const { lastPosition, savedIn } = await truncateJournal(dir, position, { nowMs: Date.now() });
    stdout.write(`the newest record is now ${lastPosition}; what was cut off is in ${savedIn}\n`);
    return 0;
  }
  stderr.write(usage);
  return 64;
}

async function verify(dir: string): Promise<number> {
  const result = await verifyJournal(dir);
  stdout.write(
    result.ok
      ? `whole: ${result.records} records, positions ${result.firstPosition} to ${result.lastPosition}\n`
      : `damaged: ${describeDamage(result)}\n`,
  );
  return result.ok ? 0 : 1;
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
