import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initialiseAuth } from '@panal/kernel/runtime';
import { expect, test } from 'vitest';
import { startTestBridge } from './bridge-process.ts';

test('without a board the bridge is ready, idle, says so, and refuses deliveries', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'panal-bridge-'));
  await initialiseAuth(dataDir);
  const bridge = await startTestBridge(dataDir);
  try {
    const readiness = await fetch(`${bridge.url()}/readyz`);
    expect(readiness.status).toBe(200);
    expect(await readiness.text()).toContain('not configured; set bridge.boardId');
    expect((await fetch(`${bridge.url()}/healthz`)).status).toBe(200);
    expect((await fetch(`${bridge.url()}/webhooks/trello`, { method: 'POST', body: '{}' })).status).toBe(503);
    expect(await bridge.terminate()).toBe(0);
    expect(existsSync(join(dataDir, 'bridge'))).toBe(false);
  } finally {
    await bridge.kill();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test('half a configuration is refused with a line that says what is missing', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'panal-bridge-'));
  await initialiseAuth(dataDir);
  const env = { PANAL_BRIDGE_BOARD_ID: '5'.repeat(24), PANAL_BRIDGE_REPOSITORY_ID: 'sample' };
  await expect(startTestBridge(dataDir, env)).rejects.toThrow('TRELLO_API_KEY is not set');
  const open = { ...env, PANAL_BRIDGE_BASE_URL: 'http://trello.example/1' };
  await expect(startTestBridge(dataDir, open)).rejects.toThrow('must be https');
  rmSync(dataDir, { recursive: true, force: true });
});
