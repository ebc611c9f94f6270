import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineBuffer, createLogger, plainInfoLines, redactSecrets } from './log.ts';
import { newTraceparent, traceIdOf, withContext } from './trace.ts';

function capture(): { log: ReturnType<typeof createLogger>; lines: () => Record<string, unknown>[] } {
  const written: string[] = [];
  const log = createLogger({ service: 'test', level: 'debug', stream: { write: (line) => written.push(line) } });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const secrets = [
  'sk-proj-abcdefghijklmnop1234',
  'pk-panal-0123456789abcdef',
  'ghp_abcdefghijklmnopqrst1234',
  'AKIAIOSFODNN7EXAMPLE',
  'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJvcGVyYXRvciJ9.c2lnbmF0dXJlLWhlcmU',
];

describe('a log line', () => {
  it('is one JSON object with service, level, time and message', () => {
    const { log, lines } = capture();
    log.info({ port: 4000 }, 'ready');
    expect(lines()).toMatchObject([{ service: 'test', level: 'info', port: 4000, msg: 'ready' }]);
    expect(Date.parse(String(lines()[0]!['time']))).not.toBeNaN();
  });

  it('carries the trace and the task of the running work', () => {
    const { log, lines } = capture();
    const traceparent = newTraceparent();
    withContext({ traceparent, taskId: 't-1.2', missionId: 'm-1' }, () => log.info('working'));
    expect(lines()).toMatchObject([{ traceId: traceIdOf(traceparent), taskId: 't-1.2', missionId: 'm-1' }]);
  });

  it('never shows a credential, wherever it stands', () => {
    const place = fc.constantFrom('message', 'field', 'nested', 'error', 'url', 'bearer');
    fc.assert(
      fc.property(fc.constantFrom(...secrets), place, fc.string({ maxLength: 20 }), (secret, where, around) => {
        const { log, lines } = capture();
        const text = `${around} ${secret} ${around}`;
        if (where === 'message') log.info(text);
        if (where === 'field') log.info({ note: text }, 'x');
        if (where === 'nested') log.info({ a: { b: { c: [text] } } }, 'x');
        if (where === 'error') log.error({ err: new Error(text) }, 'x');
        if (where === 'url') log.info(`https://user:${encodeURIComponent(secret)}@host/path`);
        if (where === 'bearer') log.info(`authorization: Bearer ${secret}`);
        expect(JSON.stringify(lines())).not.toContain(secret);
      }),
    );
  });

  it('hides fields that are secret by their name', () => {
    const { log, lines } = capture();
    log.info({ token: 'plain-word', nested: { password: 'plain-word' }, headers: { authorization: 'plain-word' } }, 'x');
    log.info({ a: { b: { c: [{ secret: { inner: 'plain-word' } }] } }, note: 'kept' }, 'x');
    expect(lines()[1]).toMatchObject({ note: 'kept', msg: 'x', service: 'test' });
    expect(JSON.stringify(lines())).not.toContain('plain-word');
  });
});

describe('redaction of free text', () => {
  it('leaves ordinary words alone', () => {
    const text = 'task sk-1 at https://host:4000/path?x=1 by user@host, commit 4d7c6d04c2c60bfb7e8e827a8973370d87ceb495';
    expect(redactSecrets(text)).toBe(text);
  });
});

describe('lines of a busy process', () => {
  const info = '{"level":"info","msg":"one"}\n';
  const warn = '{"level":"warn","msg":"two"}\n';

  it('wait for each other, but not behind one that is urgent', () => {
    const written: string[] = [];
    const buffer = new LineBuffer((text) => written.push(text));
    buffer.write(info);
    buffer.write(info);
    expect(written).toEqual([]);
    buffer.write(warn);
    expect(written).toEqual([info + info + warn]);
    buffer.write(info);
    buffer.flush();
    buffer.flush();
    expect(written).toEqual([info + info + warn, info]);
  });

  it('go out by themselves, and as soon as they are many', async () => {
    const first = Promise.withResolvers<string>();
    new LineBuffer(first.resolve).write(info);
    expect(await first.promise).toBe(info);
    const written: string[] = [];
    const buffer = new LineBuffer((text) => written.push(text));
    for (let index = 0; index * info.length < 64 * 1024; index += 1) buffer.write(info);
    expect(written.join('').length).toBeGreaterThanOrEqual(64 * 1024);
    buffer.flush();
  });
});

describe('lines that the caller makes', () => {
  it('are what the logger itself would write, but for the ids of the context', () => {
    const { log, lines } = capture();
    const named = log.child({ part: 'ledger' });
    const traceparent = newTraceparent();
    withContext({ traceparent }, () => {
      named.info({ taskId: 't-1', costNanoUsd: 5 }, 'settled');
      plainInfoLines(named)('"taskId":"t-1","costNanoUsd":5', '"settled"');
    });
    const [theirs, ours] = lines();
    expect(Object.keys(ours!)).toEqual(Object.keys(theirs!));
    expect({ ...ours, time: '' }).toEqual({ ...theirs, time: '' });
    expect(ours).toMatchObject({ traceId: traceIdOf(traceparent), part: 'ledger' });
  });

  it('are not written where the level is above info', () => {
    const { log, lines } = capture();
    const write = plainInfoLines(log);
    log.level = 'warn';
    write('"a":1', '"unheard"');
    log.level = 'info';
    write('"a":1', '"heard"');
    expect(lines().map(({ msg }) => msg)).toEqual(['heard']);
  });
});
