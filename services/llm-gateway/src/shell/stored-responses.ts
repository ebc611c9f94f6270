import type { Result } from '@panal/kernel/pure';
import { randomBytes } from 'node:crypto';
import type { Json } from '../core/dialects/normal/dialect-codec.ts';
import { type ExpandedRequest, expandRequest } from '../core/stored-responses/expand-request.ts';
import type { Claim } from '../core/dialect-request.ts';
import { type StoredResponse, isStoredId, storedIdOf } from '../core/stored-responses/stored-response.ts';
import type { RequestProblem, ResponseShelf } from '../ports.ts';

/** A response of 30 days is swept out within the hour. */
const SWEEP_MS = 3_600_000;
/** Items that a response of a provider's may be referred to by; of a longer one the rest can't be. */
const CLAIMED_ITEMS_MAX = 4_096;

export interface StoredResponsesOptions {
  /** Absent where nothing is kept. */
  readonly shelf: ResponseShelf | undefined;
  /** Whether requests may name whatever a provider keeps, as all keys are one tenant's. */
  readonly isProviderStateShared: boolean;
  readonly clock: () => number;
  readonly onProblem: (message: string, error: unknown) => void;
}

/** Responses that clients may continue from, each seen by its owner only. */
export class StoredResponses {
  readonly #options: StoredResponsesOptions;
  readonly #timer: NodeJS.Timeout;

  constructor(options: StoredResponsesOptions) {
    this.#options = options;
    this.sweep();
    this.#timer = setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  /** Whether anything is kept. */
  get keeps(): boolean {
    return this.#options.shelf !== undefined;
  }

  get isProviderStateShared(): boolean {
    return this.#options.isProviderStateShared;
  }

  newId(): string {
    return storedIdOf(randomBytes(16).toString('hex'));
  }

  /** A request with what it refers to in it, where the gateway kept that. Reads files only where it refers to something. */
  expand(owner: string, body: Json): Result<ExpandedRequest, RequestProblem> {
    return expandRequest(body, (id) => this.find(owner, id));
  }

  /** What keeps a response with the items that it was made from; an answer that can't be kept is given all the same. */
  keeper(owner: string, input: readonly unknown[]): (response: Json) => void {
    return (response) => {
      const content = { kind: 'here', input, response } as const;
      this.#put({ id: String(response['id']), owner, createdMs: this.#options.clock(), content });
    };
  }

  /** What remembers whose a response is that its provider keeps. */
  claimer(owner: string): Claim {
    return (id, upstream, items) => {
      const content = { kind: 'elsewhere', upstream, items: items.slice(0, CLAIMED_ITEMS_MAX) } as const;
      if (!isStoredId(id)) this.#put({ id, owner, createdMs: this.#options.clock(), content });
    };
  }

  /** A response of the owner's; undefined where there is none, be it gone or another's. */
  find(owner: string, id: string): StoredResponse | undefined {
    const stored = this.#options.shelf?.get(id, this.#options.clock());
    return stored?.owner === owner ? stored : undefined;
  }

  /** Tells items that providers gave this owner; looks through what is kept of it once at most, at the first question. */
  itemOwner(owner: string): (itemId: string) => boolean {
    let known: ReadonlySet<string> | undefined;
    return (itemId) => {
      known ??= new Set(this.#options.shelf?.claimedItems(owner, this.#options.clock()));
      return known.has(itemId);
    };
  }

  /** Forgets a response of the owner's; returns whether there was one. */
  erase(owner: string, id: string): boolean {
    const found = this.find(owner, id) !== undefined;
    if (found) this.#options.shelf?.delete(id);
    return found;
  }

  sweep(): void {
    try {
      this.#options.shelf?.sweep(this.#options.clock());
    } catch (error) {
      this.#options.onProblem('stored responses could not be swept', error);
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #put(stored: StoredResponse): void {
    try {
      this.#options.shelf?.put(stored);
    } catch (error) {
      this.#options.onProblem('a response could not be stored', error);
    }
  }
}
