import { expect, it } from 'vitest';
import { addExamples } from './examples.ts';
import { createProgram } from './program.ts';

it('every command shows an example in its help', () => {
  // A second pass over the finished program finds what the first left without one.
  expect(addExamples(createProgram())).toEqual([]);
});
