import { expect, it } from 'vitest';
import { addReady, createReadyIndex, readyTasks, removeReady } from './ready-index.ts';

it('gives tasks by priority, then in the order of their arrival, and leaves nothing behind', () => {
  const index = createReadyIndex();
  const key = (taskId: string, priority: number) => ({ taskId, handler: 'coder', priority });
  for (const [taskId, priority] of [
    ['a', 0],
    ['b', 5],
    ['c', 0],
    ['d', 9],
    ['e', 5],
  ] as const)
    addReady(index, key(taskId, priority));
  expect([...readyTasks(index, 'coder')]).toEqual(['d', 'b', 'e', 'a', 'c']);
  removeReady(index, key('b', 5));
  addReady(index, key('b', 5));
  expect([...readyTasks(index, 'coder')]).toEqual(['d', 'e', 'b', 'a', 'c']);
  for (const [taskId, priority] of [
    ['a', 0],
    ['b', 5],
    ['c', 0],
    ['d', 9],
    ['e', 5],
    ['x', 1],
  ] as const)
    removeReady(index, key(taskId, priority));
  expect(index.size).toBe(0);
  expect([...readyTasks(index, 'coder')]).toEqual([]);
});
