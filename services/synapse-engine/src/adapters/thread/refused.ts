import type { RefusalCode } from '../../ports.ts';

/** A job that can't be done because of what was asked; the message is for the caller. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
