import { readlinkSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildEvidence, confinementProblem } from './evidence.ts';
import { defaultLimits } from './limits.ts';
import type { RunPlan } from './plan-run.ts';
import { reportedNamespaces } from './shell-launcher.ts';
import type { LauncherReport } from './shell-launcher.ts';

const plan: RunPlan = {
  command: ['true'],
  cwd: '/work',
  readOnly: [],
  writable: [],
  env: {},
  path: '/usr/bin',
  stdin: undefined,
  timeoutMs: 1,
  outputBytesMax: 1,
  network: 'none',
  limits: defaultLimits,
  signal: undefined,
};

const { tmpBytesMax: _, ...limits } = defaultLimits;
const elsewhere = Object.fromEntries(reportedNamespaces.map((name) => [name, `${name}:[1]`]));
const report: LauncherReport = { namespaces: elsewhere, limits };
const own = (name: string): string => readlinkSync(`/proc/self/ns/${name}`);

describe('a confined run may start', () => {
  test('when every namespace differs from ours and every limit took, or a stricter one', () => {
    expect(confinementProblem(report, plan, 'kernel')).toBeUndefined();
    expect(confinementProblem({ ...report, limits: { ...limits, openFilesMax: 8 } }, plan, 'kernel')).toBeUndefined();
  });

  test('not with any one namespace shared or unknown', () => {
    for (const name of reportedNamespaces) {
      const shared = { ...report, namespaces: { ...elsewhere, [name]: own(name) } };
      expect(confinementProblem(shared, plan, 'kernel')).toBe(`these namespaces are not separate: ${name}`);
      const { [name]: __, ...unknown } = elsewhere;
      expect(confinementProblem({ ...report, namespaces: unknown }, plan, 'kernel')).toContain(name);
    }
  });

  test('with the network of the machine only where that was asked for', () => {
    const shared = { ...report, namespaces: { ...elsewhere, net: own('net') } };
    expect(confinementProblem(shared, { ...plan, network: 'host' }, 'kernel')).toBeUndefined();
  });

  test('not with any one limit looser than asked, or unreadable', () => {
    for (const name of Object.keys(limits) as (keyof typeof limits)[]) {
      for (const value of [limits[name] + 1, Infinity, NaN]) {
        const loose = { ...report, limits: { ...limits, [name]: value } };
        expect(confinementProblem(loose, plan, 'kernel')).toBe(`these limits did not take: ${name}`);
      }
    }
  });

  test('with processes not limited by the kernel where we count them ourselves', () => {
    const loose = { ...report, limits: { ...limits, processesMax: 96_365 } };
    expect(confinementProblem(loose, plan, 'watch')).toBeUndefined();
    expect(buildEvidence({ profile: 'bubblewrap', hash: 'h', processLimit: 'watch' }, plan, loose).limits).toEqual(defaultLimits);
  });
});

test('evidence without a report claims nothing', () => {
  const evidence = buildEvidence({ profile: 'bubblewrap', hash: 'h', processLimit: 'kernel' }, plan, undefined);
  expect(evidence).toMatchObject({
    namespaces: [],
    gaps: expect.arrayContaining([expect.stringContaining('nothing was observed')]),
  });
});

test('evidence of an unconfined run names the limits that are not in force', () => {
  const loose = { namespaces: {}, limits: { ...limits, dataBytesMax: Infinity } };
  const { network, gaps } = buildEvidence({ profile: 'none', hash: 'h', processLimit: 'none' }, plan, loose);
  expect(network).toBe('host');
  expect(gaps).toContain('the limit dataBytesMax is not in force');
  expect(gaps).toContain('the number of processes is not limited');
});
