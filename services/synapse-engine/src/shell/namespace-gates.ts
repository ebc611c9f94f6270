/**
 * Lets one writer at a time look at a namespace and write what follows from what it saw. Others who write to the same namespace
 * wait for those who came before them, so that nobody starves; a write that computes nothing holds nobody up.
 */
export class NamespaceGates {
  readonly #last = new Map<string, Promise<void>>();

  /** Resolves when those who came before have written; undefined when there are none. */
  passage(namespace: string): Promise<void> | undefined {
    return this.#last.get(namespace);
  }

  /** Runs `work` after those who came before and ahead of those who come later. */
  async alone<T>(namespace: string, work: () => Promise<T>): Promise<T> {
    const before = this.#last.get(namespace);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(namespace, promise);
    try {
      await before;
      return await work();
    } finally {
      if (this.#last.get(namespace) === promise) this.#last.delete(namespace);
      resolve();
    }
  }
}
