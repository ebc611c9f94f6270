import { tool } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type ToolLoopOptions, runToolLoop } from './run-tool-loop.ts';
import { SAME_OBSERVATIONS_MAX } from './stuck-reason.ts';

type Turn = { text: string } | { tool: string; input: unknown };

/** A model that takes its turns one after the other and repeats the last. */
function modelOf(...turns: Turn[]): MockLanguageModelV4 {
  let calls = 0;
  return new MockLanguageModelV4({
    doGenerate: async () => {
      const turn = turns[Math.min(calls++, turns.length - 1)]!;
      const content =
        'text' in turn
          ? [{ type: 'text' as const, text: turn.text }]
          : [{ type: 'tool-call' as const, toolCallId: `c${calls}`, toolName: turn.tool, input: JSON.stringify(turn.input) }];
      const finish = 'text' in turn ? 'stop' : 'tool-calls';
      return {
        content,
        finishReason: { unified: finish, raw: finish },
        usage: {
          inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 1, text: 1, reasoning: 0 },
        },
        warnings: [],
      };
    },
  });
}

function loop(model: MockLanguageModelV4, over: Partial<ToolLoopOptions> = {}) {
  let done = false;
  let looks = 0;
  const tools = {
    look: tool({ inputSchema: z.object({ at: z.string() }), execute: async ({ at }) => `saw ${at}` }),
    change: tool({ inputSchema: z.object({ at: z.string() }), execute: async () => `look ${++looks}` }),
    finish: tool({
      inputSchema: z.object({}),
      execute: async () => {
        done = true;
        return 'ok';
      },
    }),
  };
  return runToolLoop({
    model,
    instructions: 'Work.',
    prompt: 'Do it.',
    tools,
    limits: { stepsMax: 10, wallTimeMs: 60_000, outputTokensMax: 100 },
    signal: new AbortController().signal,
    finished: () => done,
    nudge: 'Call a tool.',
    ...over,
  });
}

const look = { tool: 'look', input: { at: 'a' } };
const finish = { tool: 'finish', input: {} };

test('the loop ends when the work is finished', async () => {
  expect(await loop(modelOf(look, { tool: 'look', input: { at: 'b' } }, finish))).toEqual({ kind: 'finished', steps: 3 });
});

test('the same call with the same answer ends the loop as stuck; with another answer it does not', async () => {
  const stuck = await loop(modelOf(look));
  expect(stuck).toMatchObject({ kind: 'gave-up', steps: SAME_OBSERVATIONS_MAX });
  expect(stuck).toHaveProperty('reason', expect.stringContaining('stuck: look was called 4 times'));
  const change = { tool: 'change', input: { at: 'a' } };
  expect(await loop(modelOf(change, change, change, change, change, finish))).toMatchObject({ kind: 'finished' });
});

test('calls that the schema refuses and tools that do not exist count as observations too', async () => {
  expect(await loop(modelOf({ tool: 'look', input: { where: 1 } }))).toHaveProperty('reason', expect.stringContaining('stuck'));
  expect(await loop(modelOf({ tool: 'sudo', input: {} }))).toHaveProperty('reason', expect.stringContaining('stuck'));
});

test('the number of model calls is bounded', async () => {
  const turns = Array.from({ length: 20 }, (_, index) => ({ tool: 'look', input: { at: String(index) } }));
  expect(await loop(modelOf(...turns))).toEqual({
    kind: 'gave-up',
    steps: 10,
    reason: 'not done after 10 model calls, which is the limit',
  });
});

test('a model that only talks is nudged twice, then given up', async () => {
  const model = modelOf({ text: 'I am done.' });
  const end = await loop(model);
  expect(end).toMatchObject({ kind: 'gave-up', steps: 3 });
  expect(JSON.stringify(model.doGenerateCalls.at(-1)!.prompt).match(/Call a tool\./g)).toHaveLength(2);
  expect(await loop(modelOf({ text: 'Let me see.' }, finish))).toMatchObject({ kind: 'finished', steps: 2 });
});

test('an abort rejects with its reason, a model that is too slow is given up', async () => {
  const never = new MockLanguageModelV4({
    doGenerate: ({ abortSignal }) =>
      new Promise((_resolve, reject) => {
        const stop = (): void => reject(abortSignal!.reason as Error);
        if (abortSignal!.aborted) stop();
        else abortSignal!.addEventListener('abort', stop);
      }),
  });
  const controller = new AbortController();
  const running = loop(never, { signal: controller.signal });
  controller.abort(new Error('cancelled'));
  await expect(running).rejects.toThrow('cancelled');
  const limits = { stepsMax: 10, wallTimeMs: 20, outputTokensMax: 100 };
  expect(await loop(never, { limits })).toMatchObject({ kind: 'gave-up', reason: 'not done after 0.02 s, which is the limit' });
});
