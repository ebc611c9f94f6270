import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { FakeCheckout } from './fake-checkout.ts';

/** Longer than the launcher takes to decide whether to pass a signal on: that none comes can't be awaited. */
const DECISION_MS = 700;

/** Counts the signals it gets, and says so when its input tells it to end. */
const countSignals = `
const seen = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => console.log('got ' + seen.push(signal) + ' ' + signal));
process.stdin.on('data', (text) => String(text).includes('end') && (console.log('seen:' + seen.join(',') + ';'), process.exit(0)));
console.log('ready');
`;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s that reaches the launcher alone is passed on, once', async (signal) => {
  await using checkout = new FakeCheckout(countSignals);
  const { child, printed, ended } = checkout.launch(['panal']);
  await printed('ready');
  process.kill(Number(child.pid), signal);
  await printed(`got 1 ${signal}`);
  await sleep(DECISION_MS);
  child.stdin?.end('end\n');
  expect((await ended).stdout).toContain(`seen:${signal};`);
});

test('a signal to the whole group reaches the command once, also when npm repeats it to the launcher', async () => {
  await using checkout = new FakeCheckout(countSignals);
  const { child, printed, ended } = checkout.launch(['panal']);
  await printed('ready');
  process.kill(-Number(child.pid), 'SIGINT');
  await printed('got 1 SIGINT');
  process.kill(Number(child.pid), 'SIGINT');
  await sleep(DECISION_MS);
  child.stdin?.end('end\n');
  expect((await ended).stdout).toContain('seen:SIGINT;');
});

test('after a signal to the group, one to the launcher alone is still passed on', async () => {
  await using checkout = new FakeCheckout(countSignals);
  const { child, printed, ended } = checkout.launch(['panal']);
  await printed('ready');
  process.kill(-Number(child.pid), 'SIGINT');
  await printed('got 1 SIGINT');
  await sleep(2 * DECISION_MS);
  process.kill(Number(child.pid), 'SIGTERM');
  await printed('got 2 SIGTERM');
  child.stdin?.end('end\n');
  expect((await ended).stdout).toContain('seen:SIGINT,SIGTERM;');
});

test.skipIf(process.platform !== 'linux')(
  'Ctrl-C on a terminal reaches the command of `npm start` once, though npm repeats it',
  async () => {
    await using checkout = new FakeCheckout(countSignals);
    await checkout.launch(['build']).ended;
    const { child, printed, ended } = checkout.start('script', [
      '--quiet',
      '--return',
      '--flush',
      '--command',
      'npm start',
      '/dev/null',
    ]);
    await printed('ready');
    child.stdin?.write('\u0003');
    await printed('got 1 SIGINT');
    await sleep(DECISION_MS);
    child.stdin?.write('end\n');
    expect((await ended).stdout).toContain('seen:SIGINT;');
  },
);

test('a command that a signal ends takes the launcher with it, by the same signal', async () => {
  await using checkout = new FakeCheckout("setInterval(() => {}, 1000);\nconsole.log('ready');\n");
  const { child, printed, ended } = checkout.launch(['panal']);
  await printed('ready');
  process.kill(Number(child.pid), 'SIGTERM');
  expect(await ended).toMatchObject({ code: null, signal: 'SIGTERM' });
});

/** Stands for npm: leaves a half-installed folder and then waits for ever. */
const stuckNpm = `
if (process.argv[2] === 'config') process.exit(0);
require('node:fs').mkdirSync('node_modules/half', { recursive: true });
console.error('stuck');
require('node:fs').writeFileSync(process.env.STUCK_FILE, String(process.pid));
setInterval(() => {}, 1000);
`;

test('an interrupted installation ends npm and leaves nothing half-installed', async () => {
  await using checkout = new FakeCheckout();
  checkout.write('../npm-cli.js', stuckNpm);
  checkout.write('../package.json', '{}');
  const env = checkout.environment({ npm_execpath: `${checkout.base}/npm-cli.js`, STUCK_FILE: `${checkout.dir}/stuck` });
  const { child, ended } = checkout.launch(['panal'], { env });
  await expect.poll(() => checkout.has('stuck'), { timeout: 20_000 }).toBe(true);
  process.kill(Number(child.pid), 'SIGTERM');
  const { signal, stderr } = await ended;
  expect(signal).toBe('SIGTERM');
  expect(stderr).toBe('panal: installing dependencies\npanal: stopped by SIGTERM\n');
  expect([checkout.has('node_modules'), checkout.has('tools/.install.lock')]).toEqual([false, false]);
});
