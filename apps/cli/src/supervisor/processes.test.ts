import { describe, expect, it } from 'vitest';
import { environmentOf, processes } from './processes.ts';

const env = {
  PATH: '/usr/bin',
  PANAL_LOG_LEVEL: 'debug',
  OPENAI_API_KEY: 'a',
  GROQ_API_KEY: 'b',
  TRELLO_API_KEY: 'c',
  TRELLO_TOKEN: 'd',
  SSH_AUTH_SOCK: 'e',
  PANAL_GATEWAY_DEFAULT_MODEL: 'f',
  SOMETHING_ELSE: 'g',
  UNSET: undefined,
};
const namesFor = (name: string): string[] =>
  Object.keys(
    environmentOf(
      processes.find((spec) => spec.name === name)!,
      env,
    ),
  ).toSorted();
const common = ['PANAL_LOG_LEVEL', 'PATH'];

describe('the environment of a process', () => {
  it.each([
    ['llm-gateway', ['GROQ_API_KEY', 'OPENAI_API_KEY', 'PANAL_GATEWAY_DEFAULT_MODEL']],
    ['trello-bridge', ['TRELLO_API_KEY', 'TRELLO_TOKEN']],
    ['workspace-service', ['SSH_AUTH_SOCK']],
    ['coder', []],
    ['orchestrator-core', []],
  ])('%s sees its own secrets only', (name, own) => expect(namesFor(name)).toEqual([...common, ...own].toSorted()));
});
