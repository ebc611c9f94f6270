import { afterAll, beforeAll, expect, it } from 'vitest';
import { AnalystWorld } from './analyst-process.ts';
import { killCycles } from './kill-cycles.ts';

const KILLS = 10;

let world: AnalystWorld;
beforeAll(async () => {
  world = await AnalystWorld.create();
});
afterAll(() => world.remove());

it('killed ten times under load, it loses nothing acknowledged, counts nothing twice and keeps its ids', async () => {
  const { cycles, acknowledged, problems } = await killCycles(world, { cycles: KILLS });
  expect(problems).toEqual([]);
  expect(cycles).toBe(KILLS);
  expect(acknowledged).toBeGreaterThan(KILLS * 50);
  expect(await world.end('analyst', 'SIGTERM')).toBe(0);
});
