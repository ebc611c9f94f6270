import { readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rootDir, runDataDir, runPanal, temporaryDir } from './panal-run.ts';

type Line = Readonly<Record<string, unknown>>;

/** Who works on a mission, and so must be found by its trace. */
const workers = [
  'orchestrator-core',
  'llm-gateway',
  'workspace-service',
  'analyst-service',
  'product-manager',
  'coder',
  'reviewer',
];

const folder = temporaryDir();
const texts = new Map<string, string>();
const logs = new Map<string, Line[]>();
let missionId = '';
let traceId = '';

beforeAll(async () => {
  const finished = await runPanal(['demo', '--auto-ports', '--json'], { dataDir: folder.path }).finished;
  expect(finished.code, finished.stderr).toBe(0);
  ({ missionId } = (JSON.parse(finished.stdout) as { mission: { missionId: string } }).mission);
  const logDir = join(runDataDir(folder.path)!, 'logs');
  for (const file of readdirSync(logDir)) {
    const text = readFileSync(join(logDir, file), 'utf8');
    texts.set(basename(file, '.log'), text);
    // A line that is no JSON object fails here, with its text.
    logs.set(
      basename(file, '.log'),
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Line),
    );
  }
  traceId = String(linesOf('orchestrator-core').find(({ msg }) => msg === 'mission created')?.['traceId']);
}, 120_000);
afterAll(() => folder.remove());

const linesOf = (name: string): readonly Line[] => logs.get(name) ?? [];
const messagesOf = (name: string): unknown[] =>
  linesOf(name)
    .filter((line) => line['traceId'] === traceId)
    .map(({ msg }) => msg);

describe('the logs of a finished job', () => {
  it('are JSON lines with time, level, service and message, from every process', () => {
    expect([...logs.keys()]).toEqual(expect.arrayContaining([...workers, 'synapse-engine', 'trello-bridge']));
    for (const [name, lines] of logs) {
      for (const line of lines) {
        expect(line).toMatchObject({ service: name, level: expect.any(String) as string, msg: expect.any(String) as string });
        expect(Date.parse(String(line['time']))).not.toBeNaN();
      }
    }
  });

  it.each(workers)('%s is found by the one trace of the mission, with mission and task', (name) => {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    const ofMission = linesOf(name).filter((line) => line['missionId'] === missionId);
    expect(ofMission.filter((line) => line['taskId'] !== undefined)).not.toEqual([]);
    expect(new Set(ofMission.map((line) => line['traceId']))).toEqual(new Set([traceId]));
  });

  it('tell what happened, step by step', () => {
    expect(messagesOf('orchestrator-core')).toEqual(
      expect.arrayContaining([
        'mission created',
        'task leased',
        'result accepted',
        'approval asked',
        'approved',
        'gate rejected',
        'failure told to the analyst',
        'gate passed',
        'branch pushed',
        'mission ended',
      ]),
    );
    expect(messagesOf('llm-gateway')).toEqual(expect.arrayContaining(['key minted', 'request settled', 'key revoked']));
    expect(messagesOf('workspace-service')).toEqual(
      expect.arrayContaining(['worktree opened', 'work committed', 'gate finished', 'branch pushed']),
    );
    expect(messagesOf('analyst-service')).toEqual(expect.arrayContaining(['failure clustered', 'rule proposed']));
    expect(messagesOf('coder')).toEqual(expect.arrayContaining(['task begun', 'task ended']));
  });

  it('show who worked under the same lease as the orchestrator gave out', () => {
    const leased = linesOf('orchestrator-core').filter(({ msg }) => msg === 'task leased');
    const ids = new Set(leased.map((line) => line['taskId']));
    for (const name of ['coder', 'product-manager', 'reviewer'])
      for (const line of linesOf(name)) if (line['taskId'] !== undefined) expect(ids).toContain(line['taskId']);
    const settled = linesOf('llm-gateway').filter(({ msg }) => msg === 'request settled');
    expect(settled.length).toBeGreaterThan(5);
    for (const line of settled) expect(ids).toContain(line['taskId']);
  });

  it('hold no key, no token, and nothing of cards, prompts and answers', () => {
    const card = readFileSync(join(rootDir, 'examples', 'first-run', 'card.md'), 'utf8');
    const sentences = card.split('\n').filter((line) => line.length > 40);
    expect(sentences.length).toBeGreaterThan(1);
    for (const [name, text] of texts) {
      expect(text, name).not.toMatch(/pk-panal-|\beyJ[\w-]{10,}\./);
      for (const sentence of [...sentences, 'split-bill.js', 'You are a software engineer', '"messages"'])
        expect(text, name).not.toContain(sentence);
    }
  });
});
