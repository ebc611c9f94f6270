/** A job that can't be done because of what was asked; the message is for the caller. */
export class GraphRefused extends Error {
  override readonly name = 'GraphRefused';
  readonly code: 'invalid-argument' | 'too-large';

  constructor(code: 'invalid-argument' | 'too-large', message: string) {
    super(message);
    this.code = code;
  }
}
