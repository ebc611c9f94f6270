import { expect, it } from 'vitest';
import { addExamples } from './examples.ts';
import { createProgram } from './program.ts';

it('every command shows an example in its help', async () => {
  // A second pass over the finished program finds what the first left without one.
  expect(addExamples(await createProgram([]))).toEqual([]);
});

it('a command that is named is there without the others, as the whole program has it', async () => {
  const whole = await createProgram(['--help']);
  expect(whole.commands.length).toBeGreaterThan(15);
  for (const command of whole.commands) {
    const alone = await createProgram(['--json', command.name()]);
    expect(alone.commands.length).toBeLessThanOrEqual(2);
    expect(alone.commands.find((each) => each.name() === command.name())?.helpInformation()).toBe(command.helpInformation());
  }
  expect((await createProgram(['no-such-command'])).commands).toHaveLength(whole.commands.length);
  expect((await createProgram(['help', 'analyze'])).commands).toHaveLength(whole.commands.length);
});
