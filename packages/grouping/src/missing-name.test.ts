import { expect, test } from 'vitest';
import { missingIn } from './missing-name.ts';

test.each([
  ["ModuleNotFoundError: No module named 'pytest'", 'missing-module', 'pytest'],
  ['/usr/bin/python3.12: No module named pytest', 'missing-module', 'pytest'],
  ["ModuleNotFoundError: No module named 'a.b2'; 'a' is not a package", 'missing-module', 'a.b2'],
  ["Error: Cannot find module '/srv/ada/project/src/total.js'", 'missing-module', 'total.js'],
  ["Error: Cannot find module './total.js'", 'missing-module', 'total.js'],
  ["Error [ERR_MODULE_NOT_FOUND]: Cannot find package '@scope/name' imported from /x/y.js", 'missing-module', '@scope/name'],
  ['bash: line 1: pytest: command not found', 'missing-tool', 'pytest'],
  ['bash: python2: command not found', 'missing-tool', 'python2'],
  ['/bin/sh: 1: tox: not found', 'missing-tool', 'tox'],
  ['sh: tox: not found', 'missing-tool', 'tox'],
  ['zsh: command not found: tox', 'missing-tool', 'tox'],
  ['exec: "tox": executable file not found in $PATH', 'missing-tool', 'tox'],
  ['Error: spawn tox ENOENT', 'missing-tool', 'tox'],
  ["'tox' is not recognized as an internal or external command,", 'missing-tool', 'tox'],
])('%s', (line, kind, name) => {
  expect(missingIn(line)).toMatchObject({ kind, name });
});

test.each(['GET /total: not found', 'key tox: not found', 'the command not found here', 'No module'])('%s names none', (line) => {
  expect(missingIn(line)).toBeUndefined();
});
