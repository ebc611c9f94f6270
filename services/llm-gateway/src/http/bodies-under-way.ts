import type { GatewayContext } from './context.ts';
import type { BodyOutcome, ModelExchange } from './exchange.ts';

/** Of the requests served at once, how many of one key may still lack a part of their body: 1 in so many, at least one. */
const SHARE = 4;

/** How many bodies of each key are under way; as many keys as requests are served at once. */
export class BodiesUnderWay {
  readonly #byKey = new Map<string, number>();

  /** Reads a body; `too-many` where the key has its share under way already. */
  async read(
    { request, lease: { keyHash } }: Pick<ModelExchange, 'request' | 'lease'>,
    bytesMax: number,
    { callsMax }: Pick<GatewayContext, 'callsMax'>,
  ): Promise<BodyOutcome | { readonly kind: 'too-many' }> {
    const before = this.#byKey.get(keyHash) ?? 0;
    if (before >= bodiesMaxOf(callsMax)) return { kind: 'too-many' };
    this.#byKey.set(keyHash, before + 1);
    try {
      return await request.readBody(bytesMax);
    } finally {
      const left = this.#byKey.get(keyHash)! - 1;
      if (left > 0) this.#byKey.set(keyHash, left);
      else this.#byKey.delete(keyHash);
    }
  }
}

export const bodiesMaxOf = (callsMax: number): number => Math.max(1, Math.floor(callsMax / SHARE));
