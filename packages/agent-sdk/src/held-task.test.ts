import { TaskAssignment, TaskResult } from '@panal/shared-types/orchestrator';
import { expect, test } from 'vitest';
import { HeldTask } from './held-task.ts';

const assignment = TaskAssignment.fromPartial({ taskId: 't1.1' });
const result = TaskResult.fromPartial({ taskId: 't1.1', status: 'success' });

test('a stopped task submits nothing', async () => {
  const held = new HeldTask(assignment);
  expect(held.stop('halted')).toBe(true);
  expect(held.stop('halted')).toBe(false);
  expect(held.signal.reason).toMatchObject({ name: 'TaskStopped', message: 'The task was stopped: halted.' });
  expect(held.workEnded(result)).toBe(false);
  expect(held.unacknowledged).toBeUndefined();
  expect(await held.done).toBeUndefined();
});

test('a result waits for its acknowledgement, whatever stop notice comes between', async () => {
  const held = new HeldTask(assignment);
  held.acknowledged({ ok: true, message: 'of something else' });
  expect(held.workEnded(result)).toBe(true);
  expect(held.stop('lease lost')).toBe(false);
  expect(held.unacknowledged).toBe(result);
  held.acknowledged({ ok: false, message: 'too late' });
  expect(held.unacknowledged).toBeUndefined();
  expect(await held.done).toEqual({ ok: false, message: 'too late' });
});

test('work that ends twice is a bug', () => {
  const held = new HeldTask(assignment);
  held.workEnded(result);
  expect(() => held.workEnded(result)).toThrow('work of a task in state reporting ended');
});
