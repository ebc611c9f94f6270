import { join } from 'node:path';
import { controlFileName, readControl, type ControlReading } from './control-file.ts';
import { errorCode, type Disk } from './disk.ts';
import { JournalOpenError } from './errors.ts';

/** The control file of a journal that must be there already; throws `JournalOpenError` where it is not, or can't be read. */
export async function requireControl(disk: Disk, dir: string): Promise<Extract<ControlReading, { kind: 'ok' }>> {
  const path = join(dir, controlFileName);
  const reading = await readControl(disk, dir).catch((error: unknown) => {
    if (errorCode(error) !== 'ENOENT' && errorCode(error) !== 'ENOTDIR') throw error;
    const advice = 'check the path; a backup without it was not finished';
    throw new JournalOpenError('damaged', `${dir} holds no journal, since it has no file "${controlFileName}": ${advice}`);
  });
  if (reading.kind === 'ok') return reading;
  if (reading.kind === 'damaged')
    throw new JournalOpenError('damaged', `${path} is damaged in both of its copies: restore a backup of ${dir}`);
  const problem = `${path} says format version ${reading.version}, which this version of Panal does not know`;
  throw new JournalOpenError(
    'unsupported-version',
    `${problem}: run the newer Panal that wrote it, or restore a backup from before the upgrade`,
  );
}
