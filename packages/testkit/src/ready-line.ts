import type { Readable } from 'node:stream';

/** Where a process serves, by name: `grpc`, `http`. */
export type ReadyPorts = Readonly<Record<string, number>>;

export type ReadyMessage =
  | { readonly ready: true; readonly ports: ReadyPorts }
  | { readonly ready: false; readonly message: string };

const LINE_CHARS_MAX = 64 * 1024;

/** The first line that a process writes on its ready pipe; undefined where the pipe ends before, or holds what is no such line. */
export function readReadyLine(pipe: Readable): Promise<ReadyMessage | undefined> {
  return new Promise((resolve) => {
    let text = '';
    pipe.setEncoding('utf8').on('data', (chunk: string) => {
      if (text.length < LINE_CHARS_MAX) text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0 || text.length >= LINE_CHARS_MAX) resolve(parseReady(text.slice(0, Math.max(0, end))));
    });
    pipe.on('error', () => resolve(undefined));
    pipe.on('close', () => resolve(undefined));
  });
}

function parseReady(line: string): ReadyMessage | undefined {
  try {
    return JSON.parse(line) as ReadyMessage;
  } catch {
    return undefined;
  }
}
