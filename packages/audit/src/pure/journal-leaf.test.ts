import { describe, expect, it } from 'vitest';
import { emptyRange, appendLeaf } from './compact-range.ts';
import { formatCheckpointLine, parseCheckpointFile, parseCheckpointLine } from './checkpoint-line.ts';
import { leafOfRecord } from './journal-leaf.ts';
import { leafHash } from './merkle-hash.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('leafOfRecord', () => {
  it('writes sequence, time and event in canonical form', () => {
    const { sequence, line } = leafOfRecord({ position: 8, atMs: 5, bytes: bytes('{"v":1,"e":{"type":"x","a":1}}') });
    expect(sequence).toBe(7);
    expect(new TextDecoder().decode(line)).toBe('{"atMs":5,"event":{"e":{"a":1,"type":"x"},"v":1},"sequence":7}');
  });

  it('throws on what is no JSON', () => {
    expect(() => leafOfRecord({ position: 1, atMs: 0, bytes: bytes('not json') })).toThrow(SyntaxError);
  });
});

describe('a checkpoint line', () => {
  it('comes back as it was written', () => {
    const range = appendLeaf(appendLeaf(emptyRange, leafHash(bytes('a'))), leafHash(bytes('b')));
    const stored = { note: 'text\n', range, atMs: 3 };
    const read = parseCheckpointLine(formatCheckpointLine(stored));
    expect(read?.note).toBe('text\n');
    expect(read?.range.hashes.map((hash) => Buffer.from(hash).toString('hex'))).toEqual(
      range.hashes.map((hash) => Buffer.from(hash).toString('hex')),
    );
  });

  it.each(['', '{', '[]', '{"note":"x"}', '{"note":"x","range":{"size":3,"hashes":[]},"atMs":1}'])('refuses %j', (line) => {
    expect(parseCheckpointLine(line)).toBeUndefined();
  });
});

describe('a checkpoint file', () => {
  const line = formatCheckpointLine({ note: 'text\n', range: emptyRange, atMs: 3 });

  it.each([
    ['', 0, false],
    [`${line}\n`, 1, false],
    [`${line}\n{"note":"to`, 1, true],
    [`${line}\n${line}`, 1, true],
  ])('%j: complete lines count, an unfinished last one does not', (text, count, torn) => {
    const file = parseCheckpointFile(text);
    expect(file.ok && [file.checkpoints.length, file.torn]).toEqual([count, torn]);
  });

  it('with a complete line that is no checkpoint is refused, also when that is the last', () => {
    const problem = 'line 2 of the checkpoint file is no checkpoint';
    expect(parseCheckpointFile(`${line}\ngarbage\n`)).toEqual({ ok: false, problem });
    expect(parseCheckpointFile(`${line}\ngarbage\n${line}\n`)).toEqual({ ok: false, problem });
  });
});
