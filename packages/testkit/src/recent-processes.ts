/** What the failure of a test may be explained by. */
interface Speaking {
  readonly pid: number;
  readonly isAlive: boolean;
  readonly output: string;
}

const CHARS_SHOWN_MAX = 20_000;
const recent = new Set<Speaking>();

/** Remembers a process until the test after its end. */
export function noteProcess(process: Speaking): void {
  recent.add(process);
}

/** What the processes said that lived since the last call, the newest 20,000 characters of each; forgets those that ended. */
export function takeRecentOutput(): string[] {
  const texts = [...recent].map(({ pid, output }) => `process ${pid} said:\n${output.slice(-CHARS_SHOWN_MAX)}`);
  for (const process of recent) if (!process.isAlive) recent.delete(process);
  return texts;
}
