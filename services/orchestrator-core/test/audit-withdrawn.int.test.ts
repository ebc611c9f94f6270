import { execFile } from 'node:child_process';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendLeaf,
  emptyRange,
  formatCheckpointLine,
  leafHash,
  leafOfRecord,
  loadOrCreateSigningKey,
  rootOf,
  signCheckpoint,
} from '@panal/audit';
import { readJournalOffline, verifyJournal } from '@panal/journal';
import { type TestOrchestrator, startTestOrchestrator } from './orchestrator-process.ts';

const cli = fileURLToPath(new URL('../../../apps/cli/src/main.ts', import.meta.url));

let orchestrator: TestOrchestrator;
let audit: string;
let checkpoints: string;
let journal: string;
async function open(env: Record<string, string> = {}): Promise<void> {
  orchestrator = await startTestOrchestrator(env);
  audit = join(orchestrator.dataDir, 'orchestrator/audit');
  checkpoints = join(audit, 'checkpoints.jsonl');
  journal = join(orchestrator.dataDir, 'orchestrator/journal');
}
beforeEach(() => open());
afterEach(() => orchestrator.stop());

/** Exit code of `panal audit verify` on the stopped orchestrator's data. */
const verify = (): Promise<number> =>
  new Promise((resolve) => {
    const env = { PATH: process.env['PATH'], PANAL_DATA_DIR: orchestrator.dataDir };
    const child = execFile(process.execPath, ['--conditions=panal-source', cli, 'audit', 'verify'], { env });
    child.on('exit', (code) => resolve(code ?? -1));
  });

async function typesOf(): Promise<string[]> {
  const types: string[] = [];
  for await (const { bytes } of readJournalOffline(journal))
    types.push((JSON.parse(Buffer.from(bytes).toString()) as { e: { type: string } }).e.type);
  return types;
}

const linesOf = async (): Promise<string[]> => (await readFile(checkpoints, 'utf8')).trimEnd().split('\n');

describe('checkpoints that were signed and are gone', { timeout: 60_000 }, () => {
  it.each<[string, () => Promise<void>]>([
    ['the file', () => rm(checkpoints)],
    ['its last line', async () => writeFile(checkpoints, `${(await linesOf()).slice(0, -1).join('\n')}\n`)],
    ['its last line end', async () => writeFile(checkpoints, (await linesOf()).join('\n'))],
    ['its content', () => writeFile(checkpoints, '')],
    ['the folder', () => rm(audit, { recursive: true })],
  ])('without %s the start is refused and the log does not verify, until it is restored', async (_, withdraw) => {
    await orchestrator.terminate();
    await orchestrator.start();
    await orchestrator.terminate();
    expect((await linesOf()).length).toBeGreaterThan(1);
    const copy = `${audit}-copy`;
    await cp(audit, copy, { recursive: true });
    await withdraw();
    expect(await verify()).toBe(1);
    await expect(orchestrator.start()).rejects.toThrow(
      /journal says that a checkpoint .* was signed, but .*restore the audit folder/s,
    );
    await expect(orchestrator.start()).rejects.toThrow('was signed');
    await rm(audit, { recursive: true });
    await cp(copy, audit, { recursive: true });
    expect(await verify()).toBe(0);
    await orchestrator.start();
  });

  it('without the key the start is refused, and no new key is made', async () => {
    await orchestrator.terminate();
    const key = join(audit, 'signing-key.pem');
    await rm(key);
    await expect(orchestrator.start()).rejects.toThrow('is gone');
    await expect(readFile(key)).rejects.toThrow('ENOENT');
  });
});

describe('a crash', { timeout: 60_000 }, () => {
  it('before the first checkpoint leaves a normal start', async () => {
    await orchestrator.kill();
    expect(await typesOf()).toEqual(['service-started']);
    expect(await readFile(checkpoints, 'utf8')).toBe('');
    await rm(audit, { recursive: true });
    await orchestrator.start();
  });

  it('between storing a checkpoint and journalling it leaves a normal start', async () => {
    await orchestrator.kill();
    expect(await typesOf()).toEqual(['service-started']);
    const verified = await verifyJournal(journal);
    const origin = `panal-orchestrator/${verified.ok ? verified.journalId : ''}`;
    let range = emptyRange;
    for await (const record of readJournalOffline(journal)) range = appendLeaf(range, leafHash(leafOfRecord(record).line));
    const key = await loadOrCreateSigningKey(join(audit, 'signing-key.pem'));
    const note = signCheckpoint({ origin, size: range.size, root: rootOf(range) }, key);
    await writeFile(checkpoints, `${formatCheckpointLine({ note, range, atMs: 0 })}\n`);
    expect(await verify()).toBe(0);
    await orchestrator.start();
  });
});

it('what is journalled about checkpoints makes none due, so an idle log does not grow', async () => {
  await orchestrator.stop();
  await open({ PANAL_ORCHESTRATOR_CHECKPOINT_RECORDS: '1' });
  await orchestrator.terminate();
  expect(await typesOf()).toEqual(['service-started', 'checkpoint-signed']);
  expect(await linesOf()).toHaveLength(1);
});
