/** Stored graphs (adapters/thread/graph-snapshot.ts) for readers outside the workers: held by links, so that storing goes on meanwhile. */
import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, mkdir, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { manifestText, readManifest } from './stored-manifest.ts';
import type { HeldGraph, StoredFile, StoredGraphs } from '../ports.ts';

const MANIFEST = 'manifest.json';
const READ_BYTES = 512 * 1024;
/** Each try fails only where a newer graph was stored meanwhile. */
const TRIES_MAX = 10;

/** `graphDir`: where graphs are stored; `heldDir`: on the same disk, emptied now. */
export async function openStoredGraphs(graphDir: string, heldDir: string): Promise<StoredGraphs> {
  await rm(heldDir, { recursive: true, force: true });
  return {
    async scratchDir() {
      const path = join(heldDir, randomUUID());
      await mkdir(path, { recursive: true, mode: 0o700 });
      return { path, remove: () => rm(path, { recursive: true, force: true }) };
    },
    async hold() {
      for (let tries = 1; ; tries += 1) {
        const position = await newestPosition(graphDir);
        if (position === undefined) return undefined;
        const target = join(heldDir, randomUUID());
        try {
          return await holdOne(join(graphDir, String(position)), target);
        } catch (error) {
          await rm(target, { recursive: true, force: true });
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || tries === TRIES_MAX) throw error;
        }
      }
    },
    read: readChunks,
    async list(dir) {
      return (await readdir(dir)).toSorted();
    },
  };
}

async function newestPosition(dir: string): Promise<number | undefined> {
  const names = await readdir(dir).catch(() => []);
  const positions = names.filter((name) => /^\d{1,15}$/.test(name)).map(Number);
  return positions.length === 0 ? undefined : Math.max(...positions);
}

async function holdOne(dir: string, target: string): Promise<HeldGraph> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  const text = await readFile(join(dir, MANIFEST), 'utf8');
  const { image: _image, ...manifest } = readManifest(text);
  const files: StoredFile[] = [];
  for (const { namespace, file, quads } of manifest.files) {
    await link(join(dir, file), join(target, file));
    files.push({ namespace, name: file, path: join(target, file), quads });
  }
  return {
    position: manifest.position,
    files,
    manifest: Buffer.from(manifestText(manifest)),
    release: () => rm(target, { recursive: true, force: true }),
  };
}

async function* readChunks(path: string): AsyncGenerator<Uint8Array> {
  for await (const chunk of createReadStream(path, { highWaterMark: READ_BYTES })) yield chunk as Uint8Array;
}
