/**
 * A backup while writing goes on:
 *
 *   hold the newest stored graph → copy the journal as flushed now → trimmed beyond the graph meanwhile? ──yes──► again
 *                                                                       │ no
 *                                                                       ▼
 *                                      journal/…, graph/POSITION/…, at last backup.json, with the digest of each
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { ServiceError } from '@panal/kernel/runtime';
import type { HeldGraph } from '../ports.ts';
import type { Synapse } from './synapse.ts';

export interface BackupPiece {
  /** With `/`; a piece of the same file as the one before goes after it. */
  readonly file: string;
  readonly data: Uint8Array;
}

const VERSION = 1;
const TRIES_MAX = 5;
const PIECE_MAX = 512 * 1024;

interface Source {
  readonly file: string;
  readonly pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** Every file of a backup in pieces, in flat memory; `nowMs` is told in it. What is copied for it goes when the reader ends. */
export async function* backupFiles(synapse: Synapse, nowMs: number): AsyncGenerator<BackupPiece> {
  const { held, journal, position } = await consistentCopy(synapse);
  try {
    const files: { file: string; bytes: number; sha256: string }[] = [];
    for await (const { file, pieces } of sourcesOf(synapse, held, journal.path)) {
      const hash = createHash('sha256');
      let bytes = 0;
      // An empty file is one, too.
      yield { file, data: new Uint8Array() };
      for await (const data of pieces) {
        hash.update(data);
        bytes += data.length;
        yield { file, data };
      }
      files.push({ file, bytes, sha256: hash.digest('hex') });
    }
    const about = { v: VERSION, atMs: nowMs, journalId: synapse.journal.id, position, graphPosition: held?.position ?? 0, files };
    yield { file: 'backup.json', data: Buffer.from(JSON.stringify(about, undefined, 1)) };
  } finally {
    await Promise.all([held?.release(), journal.remove()]);
  }
}

async function* sourcesOf({ storedGraphs }: Synapse, held: HeldGraph | undefined, journalDir: string): AsyncGenerator<Source> {
  const dir = join(journalDir, 'journal');
  for (const name of await storedGraphs.list(dir)) yield { file: `journal/${name}`, pieces: storedGraphs.read(join(dir, name)) };
  if (!held) return;
  for (const { name, path } of held.files) yield { file: `graph/${held.position}/${name}`, pieces: storedGraphs.read(path) };
  yield { file: `graph/${held.position}/manifest.json`, pieces: slicesOf(held.manifest) };
}

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += PIECE_MAX) yield bytes.subarray(start, start + PIECE_MAX);
}

async function consistentCopy({ journal, storedGraphs }: Synapse) {
  for (let tries = 1; ; tries += 1) {
    const held = await storedGraphs.hold();
    const copy = await storedGraphs.scratchDir();
    try {
      const position = journal.flushedPosition;
      await journal.backup(join(copy.path, 'journal'));
      // The graph and the records after it: all there.
      if (journal.firstPosition <= (held?.position ?? 0) + 1) return { held, journal: copy, position };
    } catch (error) {
      await Promise.all([held?.release(), copy.remove()]);
      throw error;
    }
    await Promise.all([held?.release(), copy.remove()]);
    if (tries === TRIES_MAX) throw new ServiceError('unavailable', 'The journal was trimmed while it was copied; try again.');
  }
}
