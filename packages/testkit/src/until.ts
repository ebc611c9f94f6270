import { setTimeout as sleep } from 'node:timers/promises';

const BOUND_MS = 60_000;
const LOOK_EVERY_MS = 20;

/** A wait that took longer than its bound. */
export class WaitedInVain extends Error {
  override readonly name = 'WaitedInVain';

  constructor(what: string, boundMs: number) {
    super(`${what} did not happen within ${boundMs} ms`);
  }
}

/**
 * Looks again and again until `probe` answers something other than undefined, and returns that; for states that no event tells of.
 * Rejects with WaitedInVain, naming `what`, after `boundMs` (default one minute), or with what the probe throws.
 */
export async function until<T>(
  probe: () => T | undefined | Promise<T | undefined>,
  what: string,
  boundMs = BOUND_MS,
): Promise<T> {
  const endMs = performance.now() + boundMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (performance.now() > endMs) throw new WaitedInVain(what, boundMs);
    await sleep(LOOK_EVERY_MS);
  }
}

/** Waits for a promise, at most `boundMs`; then rejects with WaitedInVain, naming `what`. */
export async function within<T>(promise: Promise<T>, what: string, boundMs = BOUND_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new WaitedInVain(what, boundMs)), boundMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
