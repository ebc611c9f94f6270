import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Of what a stored graph says of itself (services/synapse-engine), what is needed to check it. */
const manifest = z.object({
  v: z.number(),
  position: z.int().min(0),
  files: z.array(
    z.object({ namespace: z.string(), file: z.string().regex(/^\d+\.nq$/), quads: z.int().min(0), sha256: z.string() }),
  ),
});

export interface StoredGraph {
  readonly position: number;
  readonly quads: number;
  readonly namespaces: number;
  /** Why it can't be used; unset: it is whole. */
  readonly problem?: string;
}

const LINE_BREAK = 0x0a;

/** Checks every stored graph, newest first. One that is replaced meanwhile is left out. */
export async function checkStoredGraphs(dir: string): Promise<StoredGraph[]> {
  const names = existsSync(dir) ? readdirSync(dir).filter((name) => /^\d{1,15}$/.test(name)) : [];
  const graphs: StoredGraph[] = [];
  for (const name of names.toSorted((a, b) => Number(b) - Number(a))) {
    const path = join(dir, name);
    const damaged = (error: unknown): StoredGraph => ({
      position: Number(name),
      quads: 0,
      namespaces: 0,
      problem: (error as Error).message,
    });
    const graph = await checkOne(path, Number(name)).catch(damaged);
    if (existsSync(path)) graphs.push(graph);
  }
  return graphs;
}

/** From version 2 on its last member is the digest of the text before it. */
function isAsWritten(text: string): boolean {
  const found = /,"sha256":"([0-9a-f]{64})"\}$/.exec(text);
  if (!found) return text.startsWith('{"v":1,');
  return createHash('sha256').update(text.slice(0, found.index)).digest('hex') === found[1];
}

async function checkOne(path: string, position: number): Promise<StoredGraph> {
  const text = readFileSync(join(path, 'manifest.json'), 'utf8');
  if (!isAsWritten(text)) throw new Error('manifest.json is damaged');
  const about = manifest.parse(JSON.parse(text));
  const problems: string[] = about.position === position ? [] : [`manifest.json is that of position ${about.position}`];
  for (const { file, quads, sha256 } of about.files) {
    const found = await checkFile(join(path, file));
    if (found.sha256 !== sha256) problems.push(`${file} is damaged`);
    else if (found.lines !== quads) problems.push(`${file} has ${found.lines} quads instead of ${quads}`);
  }
  return {
    position,
    quads: about.files.reduce((sum, { quads }) => sum + quads, 0),
    namespaces: new Set(about.files.map(({ namespace }) => namespace)).size,
    ...(problems.length > 0 ? { problem: problems.join('; ') } : {}),
  };
}

async function checkFile(path: string): Promise<{ sha256: string; lines: number }> {
  const hash = createHash('sha256');
  let lines = 0;
  for await (const chunk of createReadStream(path)) {
    const bytes = chunk as Buffer;
    hash.update(bytes);
    for (let at = bytes.indexOf(LINE_BREAK); at !== -1; at = bytes.indexOf(LINE_BREAK, at + 1)) lines += 1;
  }
  return { sha256: hash.digest('hex'), lines };
}
