/** Throws when `condition` is false: a broken assertion is a bug of ours, never a user's mistake, and ends the process. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionFailure(message);
}

/** Marks code that no value can reach; the compiler refuses the call while a case is unhandled. */
export function unreachable(value: never): never {
  throw new AssertionFailure(`unexpected value: ${JSON.stringify(value)}`);
}

/** A bug found at run time. */
export class AssertionFailure extends Error {
  override readonly name = 'AssertionFailure';
}
