import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from './limits.ts';
import { environmentScript, isEnvironmentName, launcherArguments, parseReport } from './shell-launcher.ts';

const report = [
  'ipc:[1]',
  'mnt:[2]',
  'net:[3]',
  'pid:[4]',
  'user:[5]',
  'uts:[6]',
  'limits',
  '512',
  '4194304',
  'unlimited',
  '9',
  '55',
  'ready',
  '',
];

describe('the report', () => {
  test('is read with its units', () => {
    expect(parseReport(report.join('\n'))).toEqual({
      namespaces: { ipc: 'ipc:[1]', mnt: 'mnt:[2]', net: 'net:[3]', pid: 'pid:[4]', user: 'user:[5]', uts: 'uts:[6]' },
      limits: { processesMax: 512, dataBytesMax: 4_294_967_296, fileBytesMax: Infinity, cpuSecondsMax: 9, openFilesMax: 55 },
    });
  });

  test('does not count before it is whole', () => {
    for (let lines = 0; lines < report.length - 1; lines += 1)
      expect(parseReport(report.slice(0, lines).join('\n'))).toBeUndefined();
  });

  test('without readable limits gives limits that satisfy nothing', () => {
    const parsed = parseReport(report.with(7, 'ulimit: cannot').join('\n'));
    expect(parsed?.limits.processesMax).toBeNaN();
  });
});

describe('the environment script', () => {
  test('gives a shell exactly the values it was made from', () => {
    const value = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !text.includes('\0'));
    const nasty = fc.constantFrom("'", `"; exit 1; '`, '$(id)', '`id`', '\\', '\n', "'\\''", '${IFS}', 'a\n\n');
    fc.assert(
      fc.property(fc.array(fc.oneof(value, nasty), { minLength: 1, maxLength: 6 }), (values) => {
        const env = Object.fromEntries(values.map((text, index) => [`V${index}`, text]));
        const print = values.map((_, index) => `printf '%s\\0' "$V${index}"`).join('; ');
        const seen = execFileSync('/bin/sh', ['-c', `${environmentScript(env)}${print}`], { env: {} }).toString();
        expect(seen).toBe(values.map((text) => `${text}\0`).join(''));
      }),
      { numRuns: 60 },
    );
  });

  test('takes ordinary names, and not those that a shell reads as code or keeps for itself', () => {
    expect(['PATH', '_x1', 'npm_config_cache', 'environment'].every(isEnvironmentName)).toBe(true);
    expect(['', '1A', 'A-B', 'A B', 'A=B', 'A;B', 'IFS', 'PPID', 'OPTIND', 'a\nb', 'é'].some(isEnvironmentName)).toBe(false);
  });
});

test('limits go to the shell in the units of ulimit', () => {
  const limits = { ...defaultLimits, dataBytesMax: 4096, fileBytesMax: 2048 };
  expect(launcherArguments(['true', 'x'], limits, true).slice(2)).toEqual(['sh', '512', '4', '4', '1800', '4096', 'true', 'x']);
  expect(launcherArguments(['true'], limits, false)[3]).toBe('0');
});
