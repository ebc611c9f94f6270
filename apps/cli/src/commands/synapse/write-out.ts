import { once } from 'node:events';

/** Writes to standard output no faster than it is read. */
export async function writeOut(bytes: Uint8Array | string): Promise<void> {
  if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
}
