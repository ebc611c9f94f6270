/** Tasks ready for dispatch: by handler, then priority (higher first), then the order in which they became ready. */
export type ReadyIndex = Map<string, Map<number, Set<string>>>;

/** An empty index. */
export const createReadyIndex = (): ReadyIndex => new Map();

export interface ReadyKey {
  readonly taskId: string;
  readonly handler: string;
  readonly priority: number;
}

/** Puts a task at the end of its line. O(1), and O(p log p) in the number of priorities when its priority is new. */
export function addReady(index: ReadyIndex, key: ReadyKey): void {
  let lines = index.get(key.handler);
  if (!lines) index.set(key.handler, (lines = new Map<number, Set<string>>()));
  const line = lines.get(key.priority);
  if (line) {
    line.add(key.taskId);
    return;
  }
  lines.set(key.priority, new Set([key.taskId]));
  const sorted = [...lines].toSorted(([left], [right]) => right - left);
  lines.clear();
  for (const [priority, tasks] of sorted) lines.set(priority, tasks);
}

/** Takes a task out; nothing happens where it is not there. */
export function removeReady(index: ReadyIndex, key: ReadyKey): void {
  const lines = index.get(key.handler);
  const line = lines?.get(key.priority);
  line?.delete(key.taskId);
  if (line?.size === 0) lines?.delete(key.priority);
  if (lines?.size === 0) index.delete(key.handler);
}

/** Ready tasks of a handler in the order in which they are to be dispatched. */
export function* readyTasks(index: ReadyIndex, handler: string): Generator<string> {
  for (const line of index.get(handler)?.values() ?? []) yield* line;
}
