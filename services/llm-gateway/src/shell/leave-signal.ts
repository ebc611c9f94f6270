/** Says that nobody waits any more; `AbortSignal` has this shape. */
export interface LeaveSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** An AbortSignal for requests: one client, one or two listeners, no event objects. Listeners run once, in order. */
export class ClientLeft implements LeaveSignal {
  aborted = false;
  #listeners: (() => void)[] | undefined;

  addEventListener(_type: 'abort', listener: () => void): void {
    (this.#listeners ??= []).push(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners = this.#listeners?.filter((known) => known !== listener);
  }

  /** Tells everyone; the second time nobody. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = this.#listeners ?? [];
    this.#listeners = undefined;
    for (const listener of listeners) listener();
  }
}

/** Resolves after a time, or as soon as nobody waits any more. */
export function waitUnlessLeft(waitMs: number, left: LeaveSignal): Promise<void> {
  if (left.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      left.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, waitMs);
    left.addEventListener('abort', done);
  });
}
