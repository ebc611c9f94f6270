import { createHmac } from 'node:crypto';
import type { Delivery } from '../core/deliver.ts';

/** What becomes of a delivery: sent, lost, sent twice, or sent late (so that later ones overtake it). */
export type DeliveryFate = 'send' | 'lose' | 'twice' | { readonly delayMs: number };

export interface DelivererOptions {
  readonly appSecret: string;
  /** Waits before a delivery that was not answered with 200 is sent again; Trello's own are 30, 60 and 120 s. */
  readonly retryMs: readonly number[];
  /** Where deliveries for an address really go; the address itself where they go there. */
  readonly deliverTo: (callbackUrl: string) => string;
  readonly fateOf: (delivery: Delivery) => DeliveryFate;
  /** Told of each answer: its status, 0 where there was none. */
  readonly answered: (delivery: Delivery, status: number) => void;
}

/** A delivery as it is sent. */
export interface SignedDelivery extends Delivery {
  readonly headers: Readonly<Record<string, string>>;
}

const TIMEOUT_MS = 10_000;
/** Beyond it the oldest that wait are dropped, as after Trello's last retry. */
const WAITING_MAX = 10_000;

/** Signs a body as Trello does. Source: Trello's guide to webhooks, "Webhook signatures". */
export const signatureOf = (appSecret: string, body: string, callbackUrl: string): string =>
  createHmac('sha1', appSecret)
    .update(body + callbackUrl)
    .digest('base64');

/** Sends deliveries, several at a time, and those that fail again after a while. */
export class WebhookDeliverer {
  readonly #options: DelivererOptions;
  readonly #waiting = new Set<NodeJS.Timeout>();
  readonly #stopping = new AbortController();

  constructor(options: DelivererOptions) {
    this.#options = options;
  }

  sign(delivery: Delivery): SignedDelivery {
    const { body, callbackUrl, clientIdentifier } = delivery;
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Trello Webhook',
      'x-trello-webhook': signatureOf(this.#options.appSecret, body, callbackUrl),
      ...(clientIdentifier === undefined ? {} : { 'x-trello-client-identifier': clientIdentifier }),
    };
    return { ...delivery, headers };
  }

  deliver(delivery: SignedDelivery): void {
    const fate = this.#options.fateOf(delivery);
    if (fate === 'lose') return;
    const waits = this.#options.retryMs;
    if (typeof fate === 'object') return this.#later(fate.delayMs, () => void this.#try(delivery, waits));
    void this.#try(delivery, waits);
    if (fate === 'twice') void this.#try(delivery, waits);
  }

  /** Sends a delivery once, exactly as it was; resolves with the answer's status, 0 where there is none. */
  async send({ callbackUrl, headers, body }: SignedDelivery): Promise<number> {
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    try {
      const response = await fetch(this.#options.deliverTo(callbackUrl), { method: 'POST', headers, body, signal });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }

  stop(): void {
    this.#stopping.abort();
    for (const timer of this.#waiting) clearTimeout(timer);
    this.#waiting.clear();
  }

  async #try(delivery: SignedDelivery, waits: readonly number[]): Promise<void> {
    const status = await this.send(delivery);
    if (this.#stopping.signal.aborted) return;
    this.#options.answered(delivery, status);
    const [waitMs, ...rest] = waits;
    if (status !== 200 && waitMs !== undefined) this.#later(waitMs, () => void this.#try(delivery, rest));
  }

  #later(waitMs: number, work: () => void): void {
    const [oldest] = this.#waiting;
    if (this.#waiting.size >= WAITING_MAX && oldest) {
      clearTimeout(oldest);
      this.#waiting.delete(oldest);
    }
    const timer = setTimeout(() => {
      this.#waiting.delete(timer);
      work();
    }, waitMs);
    this.#waiting.add(timer);
  }
}
