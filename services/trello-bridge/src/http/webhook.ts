import { type HttpRoute, type Logger, ServiceError, readBody, sendJson } from '@panal/kernel/runtime';
import { parseDelivery } from '../core/trello-action.ts';
import { takeAction } from '../shell/intake.ts';
import type { BridgeStore } from '../shell/store.ts';
import { signatureFits } from './signature.ts';

export interface WebhookDeps {
  readonly store: BridgeStore;
  readonly appSecret: string;
  readonly callbackUrl: string;
  readonly clientIdentifier: string;
  readonly delivered: (outcome: 'taken' | 'own' | 'refused') => void;
  readonly log: Logger;
}

const BODY_BYTES_MAX = 1024 * 1024;
const PATH = '/webhooks/trello';

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new ServiceError('invalid-argument', 'The body is no JSON.');
  }
}

/** Journals the action, or throws what Trello is to hear so that it delivers again. */
async function take({ store }: WebhookDeps, body: Buffer): Promise<void> {
  const parsed = parseDelivery(jsonOf(body));
  if (!parsed.ok) throw new ServiceError('invalid-argument', `The delivery is not valid: ${parsed.problem}.`);
  await takeAction(store, parsed.action);
}

/** Takes a signed delivery: once it answers 200, the action is on the disk. */
const receive = (deps: WebhookDeps): HttpRoute => ({
  method: 'POST',
  path: PATH,
  access: 'public',
  async handle(request, response) {
    try {
      const body = await readBody(request, BODY_BYTES_MAX);
      if (!signatureFits(String(request.headers['x-trello-webhook'] ?? ''), body, deps)) throw new ServiceError('bad-signature');
      // Only after the signature: whoever can't sign must not be able to tell us to look away.
      const own = request.headers['x-trello-client-identifier'] === deps.clientIdentifier;
      if (!own) await take(deps, body);
      deps.delivered(own ? 'own' : 'taken');
      sendJson(response, 200, {});
    } catch (error) {
      deps.delivered('refused');
      if (error instanceof ServiceError) deps.log.warn({ code: error.code, reason: error.message }, 'delivery refused');
      throw error;
    }
  },
});

/** Trello asks with HEAD whether somebody lives at a callback URL before it registers a webhook. */
const confirm: HttpRoute = {
  method: 'HEAD',
  path: PATH,
  access: 'public',
  handle(_request, response) {
    response.writeHead(200).end();
  },
};

const refuse: HttpRoute = {
  method: 'POST',
  path: PATH,
  access: 'public',
  handle() {
    throw new ServiceError('not-configured');
  },
};

/** The webhook's routes; without what signs deliveries, every one is refused. */
export const webhookRoutes = (deps: WebhookDeps | undefined): readonly HttpRoute[] => [
  confirm,
  deps && deps.appSecret !== '' && deps.callbackUrl !== '' ? receive(deps) : refuse,
];
