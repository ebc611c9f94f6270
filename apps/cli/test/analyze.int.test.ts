// `panal analyze` as people call it: real processes, files, pipes.
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'panal-analyze-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Cluster {
  readonly id: number;
  readonly count: number;
  readonly template: string;
  readonly example: string;
  readonly formerIds: readonly number[];
  readonly firstSeen: string | null;
  readonly lastSeen: string | null;
}

interface Result {
  readonly lines: number;
  readonly records: number;
  readonly clusters: readonly Cluster[];
  readonly doubts: {
    readonly cutLines: number;
    readonly nonTextShare: number;
    readonly isSampled: boolean;
    readonly catchAllShare: number;
  };
  readonly problems: readonly { readonly input: string; readonly message: string }[];
}

const argv = (args: readonly string[]): string[] => ['--conditions=panal-source', main, 'analyze', ...args];

async function panal(args: readonly string[], stdin?: string | Uint8Array): Promise<Ended> {
  // Colours are ours, and some environments ask for them even in a pipe.
  const child = spawn(process.execPath, argv(args), { stdio: 'pipe', env: { ...process.env, NO_COLOR: '1' } });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin ?? '');
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

async function result(args: readonly string[], stdin?: string | Uint8Array): Promise<Result> {
  return JSON.parse((await panal([...args, '--json'], stdin)).out) as Result;
}

let files = 0;
function file(content: string | Uint8Array, name = `log-${(files += 1)}`): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

const users = ['root', 'ann', 'bob', 'eve', 'mallory', 'trent', 'peggy'];
const log = (from: number, to: number): string => {
  let text = '';
  for (let at = from; at < to; at += 1) {
    const head = `2026-03-01 10:${String(Math.floor(at / 60) % 60).padStart(2, '0')}:${String(at % 60).padStart(2, '0')},123 INFO app.Server: `;
    const events = [
      `request ${at} took ${at % 97} ms`,
      `login of ${users[at % users.length]} from 10.0.0.${at % 250} failed`,
      `cache ${at % 2 === 0 ? 'hit' : 'miss'} for key=${at}`,
    ];
    text += `${head}${events[at % events.length]}\n`;
  }
  return text;
};

describe('inputs', () => {
  it('plain, gzip, standard input, directory: the same clusters, with times', async () => {
    const text = log(0, 3_000);
    const folder = join(dir, 'folder');
    mkdirSync(join(folder, '.hidden'), { recursive: true });
    mkdirSync(join(folder, 'b'));
    writeFileSync(join(folder, 'a.log'), text.slice(0, text.indexOf('\n', 60_000) + 1));
    writeFileSync(join(folder, 'b', 'c.log'), text.slice(text.indexOf('\n', 60_000) + 1));
    writeFileSync(join(folder, '.hidden', 'x.log'), 'never read\n');
    const plain = await result([file(text)]);
    expect(plain.lines).toBe(3_000);
    expect(plain.clusters.map(({ count }) => count)).toEqual([1_000, 1_000, 500, 500]);
    expect(plain.clusters[0]).toMatchObject({ firstSeen: '2026-03-01T10:00:00.123Z', lastSeen: '2026-03-01T10:49:57.123Z' });
    for (const other of [await result([file(gzipSync(text))]), await result(['-'], text), await result([folder])]) {
      expect(other.clusters.map(({ id, count, template }) => [id, count, template])).toEqual(
        plain.clusters.map(({ id, count, template }) => [id, count, template]),
      );
    }
  }, 120_000);

  it('JSON lines: the message is found, or named; the time is taken', async () => {
    const lines = Array.from({ length: 20 }, (_, at) =>
      JSON.stringify({ level: 'info', time: 1_772_359_200_000 + at, msg: `job ${at} done`, ctx: { why: `r${at % 2}x yes` } }),
    );
    const found = await result(['-'], lines.join('\n'));
    expect(found.clusters).toHaveLength(1);
    expect(found.clusters[0]).toMatchObject({ template: 'job <*> done', count: 20, firstSeen: '2026-03-01T10:00:00.000Z' });
    expect((await result(['-', '--field', 'ctx.why'], lines.join('\n'))).clusters[0]?.template).toContain('yes');
  }, 60_000);

  it('a stack trace is one record, and every line of it has its id', async () => {
    const trace =
      'boom 1 happened\n    at f (/a/b.js:1:2)\n    at g (/a/c.js:3:4)\nfine again\nboom 2 happened\n    at h (/x.js:1:2)\n';
    const { out } = await panal(['-', '--ids'], trace);
    expect(out).toBe('0\n0\n0\n1\n0\n0\n');
    expect((await result(['-'], trace)).records).toBe(3);
  }, 60_000);

  it('what cannot be read is said, with what to do; the rest is shown', async () => {
    const good = file('one line\n');
    const missing = await panal([join(dir, 'nowhere.log'), good]);
    expect(missing).toMatchObject({ code: 1 });
    expect(missing.err).toContain('nowhere.log: there is no such file. Check the path.');
    expect(missing.out).toContain('one line');
    const cut = gzipSync(log(0, 20_000));
    const half = await panal([file(cut.subarray(0, cut.length >> 1)), '--json']);
    expect(half.code).toBe(1);
    expect(half.err).toContain('its gzip data ends too early');
    expect((JSON.parse(half.out) as Result).lines).toBeGreaterThan(1_000);
    expect((await panal([good, '--top', 'many'])).code).toBe(2);
    expect((await panal(['-', '--follow'])).code).toBe(2);
  }, 120_000);

  it.skipIf(process.getuid?.() === 0)('an unreadable file is said', async () => {
    const secret = file('x\n');
    chmodSync(secret, 0);
    expect((await panal([secret])).err).toContain('it may not be read');
  });
});

describe('ids', () => {
  it('do not depend on workers, parts, or a killed run', async () => {
    const text = log(0, 40_000);
    const whole = file(text);
    const { out: none } = await panal([whole, '--ids', '--workers', '0']);
    const { out: three } = await panal([whole, '--ids', '--workers', '3']);
    expect(none.split('\n')).toHaveLength(40_001);
    expect(three === none).toBe(true);

    const state = join(dir, 'state.json');
    const lines = text.split('\n').slice(0, -1);
    const given: string[] = [];
    for (let part = 0; part < 4; part += 1) {
      const some = file(`${lines.slice(part * 10_000, (part + 1) * 10_000).join('\n')}\n`, 'part');
      if (part === 2) {
        const killed = spawn(process.execPath, argv([some, '-', '--ids', '--state', state]), {
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        killed.stdin.write(`${'never seen before\n'.repeat(4_000)}`, () => killed.kill('SIGKILL'));
        await once(killed, 'close');
      }
      given.push((await panal([some, '--ids', '--state', state])).out);
    }
    // Ids that a later part has joined are known by the whole only; here none is joined after the first part.
    expect(given.join('') === none).toBe(true);
    expect((await result([file(''), '--state', state])).clusters[0]?.count).toBe(13_334);
  }, 240_000);
});

describe('state', () => {
  it('ten parts, one run each, are one run', async () => {
    const lines = log(0, 6_000).split('\n').slice(0, -1);
    const whole = (await panal([file(`${lines.join('\n')}\n`), '--ids'])).out;
    const state = join(dir, 'ten.json');
    let given = '';
    for (let part = 0; part < 10; part += 1) {
      const some = file(`${lines.slice(part * 600, (part + 1) * 600).join('\n')}\n`);
      given += (await panal([some, '--ids', '--state', state])).out;
    }
    expect(given === whole).toBe(true);
    expect((await result([file(''), '--state', state])).clusters.reduce((sum, { count }) => sum + count, 0)).toBe(6_000);
  }, 240_000);

  it('ids that a later part joins lead to the oldest one, after a kill too', async () => {
    // Each part brings one more user: only the sixth shows that users are values.
    const part = (at: number): string =>
      Array.from({ length: 40 }, (_, line) => `session ${line} with ${users[Math.min(at, users.length - 1)]} ended\n`).join('');
    const parts = Array.from({ length: 10 }, (_, at) => part(at));
    const whole = (await panal([file(parts.join('')), '--ids'])).out;
    const state = join(dir, 'joined.json');
    let given = '';
    const joined: unknown[] = [];
    for (const [at, text] of parts.entries()) {
      if (at === 4) {
        const killed = spawn(process.execPath, argv([file(text), '-', '--state', state]), {
          stdio: ['pipe', 'ignore', 'ignore'],
        });
        killed.stdin.write(log(0, 30_000), () => killed.kill('SIGKILL'));
        await once(killed, 'close');
      }
      const { out } = await panal([file(text), '--ids', '--json', '--state', state]);
      const lines = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { id?: number; joined?: unknown });
      given += lines.flatMap(({ id }) => (id === undefined ? [] : [`${id}\n`])).join('');
      joined.push(...lines.flatMap((line) => (line.joined === undefined ? [] : [line.joined])));
    }
    expect(given).not.toBe(whole);
    expect((await panal([file(given), '--resolve', '--state', state])).out).toBe(whole);
    expect(joined).toEqual([1, 2, 3, 4].map((from) => ({ from, to: 0 })));
    const clusters = (await result([file(''), '--state', state])).clusters;
    expect(clusters[0]?.formerIds).toEqual(expect.arrayContaining([1, 2, 3, 4]));
    expect((await panal([file('99\n'), '--resolve', '--state', state])).code).toBe(1);
    expect((await panal([file('0\n'), '--resolve'])).code).toBe(2);
  }, 240_000);

  it('of followed files is there while they are followed, and whole after SIGTERM', async () => {
    const path = file('first 1\n');
    const folder = join(dir, 'followed');
    mkdirSync(folder);
    const state = join(folder, 'state.json');
    const child = spawn(process.execPath, argv([path, '--follow', '--ids', '--json', '--state', state]), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let out = '';
    const until = async (text: string): Promise<void> => {
      while (!out.includes(text)) out += String((await once(child.stdout, 'data'))[0]);
    };
    const watcher = watch(folder);
    const written = new Promise<void>((resolve) =>
      watcher.on('change', (_, name) => existsSync(state) && name === 'state.json' && resolve()),
    );
    await until('{"id":0}');
    await written;
    watcher.close();
    const records = (): number => (JSON.parse(readFileSync(state, 'utf8')) as { records: number }).records;
    expect(records()).toBe(1);
    appendFileSync(path, users.map((user) => `login of ${user} failed here\n`).join(''));
    await until('{"joined":{"from":');
    const closed = once(child, 'close');
    child.kill('SIGTERM');
    await closed;
    expect(records()).toBe(1 + users.length);
  }, 120_000);

  it('killed while it is written: the old one or the new one is there, whole', async () => {
    const state = join(dir, 'killed', 'state.json');
    mkdirSync(join(dir, 'killed'));
    const letters = (number: number): string => number.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
    const many = file(Array.from({ length: 20_000 }, (_, at) => `${letters(at * 7)} ${letters(at)}x seen\n`).join(''));
    await panal([file('first of all\n'), '--state', state]);
    for (let run = 0; run < 3; run += 1) {
      const before = JSON.parse(readFileSync(state, 'utf8')) as { records: number };
      const watcher = watch(join(dir, 'killed'));
      const writing = once(watcher, 'change');
      const child = spawn(process.execPath, argv([many, '--state', state]), { stdio: 'ignore' });
      await writing;
      child.kill('SIGKILL');
      watcher.close();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
      const after = JSON.parse(readFileSync(state, 'utf8')) as { records: number };
      expect([before.records, before.records + 20_000]).toContain(after.records);
    }
    expect((await panal([file('first of all\n'), '--ids', '--state', state])).out).toBe('0\n');
  }, 240_000);
});

describe('follow', () => {
  it('reads through rotation and shortening, and gives what there is at Ctrl-C', async () => {
    const path = file('first 1\n');
    const child = spawn(process.execPath, argv([path, '--follow', '--ids']), { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    const until = async (lines: number): Promise<void> => {
      while (out.split('\n').length - 1 < lines) out += String((await once(child.stdout, 'data'))[0]);
    };
    await until(1);
    appendFileSync(path, 'second event here 2\nfirst ');
    await until(2);
    appendFileSync(path, '3\n');
    await until(3);
    renameSync(path, `${path}.1`);
    appendFileSync(`${path}.1`, 'first 4\n');
    writeFileSync(path, 'second event here 5\nfirst 6\n');
    await until(6);
    writeFileSync(path, 'first 7\n');
    await until(7);
    const closed = once(child, 'close') as Promise<[number]>;
    child.kill('SIGINT');
    expect((await closed)[0]).toBe(0);
    expect(out.trim().split('\n')).toEqual(['0', '1', '0', '0', '1', '0', '0']);
  }, 120_000);

  it('Ctrl-C while standard input is open shows what was read', async () => {
    const child = spawn(process.execPath, argv(['-', '--json']), { stdio: ['pipe', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    // More than pipes hold: once it is written, the command reads.
    await new Promise((resolve) => child.stdin.write(log(0, 60_000), resolve));
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    expect((JSON.parse(out) as Result).lines).toBeGreaterThan(1_000);
  }, 60_000);
});

describe('hostile input', () => {
  it('a line of 100 MB is cut, said so, and the next line is read', async () => {
    const path = file('first line here\n');
    for (let part = 0; part < 100; part += 1) appendFileSync(path, Buffer.alloc(1_000_000, 'word '));
    appendFileSync(path, '\nlast line here\n');
    for (const args of [[path], ['-']]) {
      const { lines, doubts, clusters } = await result(args, args[0] === '-' ? readFileSync(path) : undefined);
      expect(lines).toBe(3);
      expect(doubts.cutLines).toBe(1);
      expect(clusters.some(({ template }) => template === 'last line here')).toBe(true);
    }
  }, 240_000);

  it('a log that quotes another: the quoted records and their headers are not taken for its own', async () => {
    const quoted = Array.from(
      { length: 40 },
      (_, at) =>
        `2026-03-01 10:00:${String(at).padStart(2, '0')},000 INFO relay.Tail: got "2019-01-02 03:04:05 ERROR db.Pool: connection ${at} lost"\n`,
    );
    const { clusters, records } = await result(['-'], quoted.join(''));
    expect(records).toBe(40);
    expect(clusters).toHaveLength(1);
    expect(clusters[0]).toMatchObject({ firstSeen: '2026-03-01T10:00:00.000Z', lastSeen: '2026-03-01T10:00:39.000Z' });
    expect(clusters[0]?.template).toContain('got');
  }, 60_000);

  it('binary, NUL, broken UTF-8, CRLF, no line break at the end, escapes of terminals', async () => {
    const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 5) * 13) & 0xff));
    expect((await result([file(bytes)])).doubts.nonTextShare).toBeGreaterThan(0);
    const crlf = await panal(['-', '--ids'], 'a b 1\r\na b 2\n\r\na b 3');
    expect(crlf.out).toBe('0\n0\n1\n0\n');
    const broken = Buffer.concat([Buffer.from('caf'), Buffer.from([0xff, 0xc3]), Buffer.from(' \u0000 open\n')]);
    expect((await result(['-'], broken)).lines).toBe(1);
    const escapes = '\u001B]0;title\u0007\u001B[2J\u001B[31mred\u001B[0m \u009B31m alert \u202Etxet 5\n';
    const html = join(dir, 'report.html');
    const page = `${escapes}<script>alert(1)</script> & "<img src=x onerror=y>" 7\n`;
    const shown = await panal(['-', '--html', html], page);
    expect(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202E]/.test(shown.out)).toBe(false);
    const written = readFileSync(html, 'utf8');
    expect(written).not.toMatch(/<script|<img|https?:|[\u0000-\u0009\u000B-\u001F\u202E]/);
    expect(written).toContain('&lt;script&gt;');
  }, 240_000);

  it('more forms than are remembered: bounded, said so, the same with any number of workers', async () => {
    const letters = (number: number): string => number.toString(2).replaceAll('0', 'a').replaceAll('1', 'b');
    let text = '';
    for (let at = 0; at < 280_000; at += 1) text += `${letters(at * 7 + 3)} ${letters(at)}x\n`;
    const path = file(text);
    const [none, two] = [await result([path, '--workers', '0']), await result([path, '--workers', '2'])];
    expect(none.lines).toBe(280_000);
    expect(none.doubts).toMatchObject({ isSampled: true });
    expect(none.doubts.catchAllShare).toBeGreaterThan(0.5);
    expect(two.clusters).toEqual(none.clusters);
  }, 300_000);

  it('a pipe with a name is read to its end', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reading = result([pipe]);
    const writer = spawn('sh', ['-c', 'printf "a 1\\na 2\\n" > "$0"', pipe]);
    await once(writer, 'close');
    expect((await reading).lines).toBe(2);
  }, 60_000);
});
