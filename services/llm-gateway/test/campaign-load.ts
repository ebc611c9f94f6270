import type { BillingUpstream, Directive } from './billing-upstream.ts';

/** One request of a campaign, as drawn. */
export interface Plan {
  /** Names it at the upstream. */
  readonly user: string;
  readonly stream: boolean;
  readonly maxTokens: number;
  readonly directive: Directive;
  /** When the client goes away, if it does. */
  readonly leaves?: { readonly when: 'at-once' | 'reached-upstream' | 'reading'; readonly after: number };
}

/** What became of it, as the client saw it. */
export interface Seen {
  readonly plan: Plan;
  readonly leaseId: string;
  status?: number;
  /** Known as soon as an answer began. */
  requestId?: string;
  /** The body came to its proper end. */
  whole: boolean;
  /** Bytes of the body. */
  bytes: number;
  error?: string;
}

type Random = () => number;

const FAULTS: readonly NonNullable<Directive['fault']>[] = [
  'no-usage',
  'zero-usage',
  'early-zero-usage',
  'huge-usage',
  'cut',
  'reset',
  'json-error',
  'gzip',
  'hang',
  'error-in-stream',
  'bad-json',
  'no-type',
];
const STATUSES = [400, 429, 500, 503];

const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const upTo = (random: Random, most: number): number => Math.floor(random() * (most + 1));

/** Draws a request: of ten, six are plain, two meet a fault of the upstream and two clients leave. */
export function drawPlan(random: Random, user: string): Plan {
  const kind = random();
  const directive: Directive = { tokens: upTo(random, 60), delayMs: upTo(random, 3) };
  const plain: Plan = { user, stream: random() < 0.5, maxTokens: 10 + upTo(random, 90), directive };
  if (kind < 0.6) return plain;
  if (kind < 0.65) return { ...plain, directive: { status: pick(random, STATUSES) } };
  if (kind < 0.8) return { ...plain, directive: { ...directive, fault: pick(random, FAULTS) } };
  const when = pick(random, ['at-once', 'reached-upstream', 'reading'] as const);
  return { ...plain, directive: { tokens: 80, delayMs: 2 }, leaves: { when, after: upTo(random, 6) } };
}

export const bodyOf = ({ user, stream, maxTokens, directive }: Plan): Record<string, unknown> => ({
  model: 'test-model',
  max_tokens: maxTokens,
  stream,
  user,
  messages: [{ role: 'user', content: JSON.stringify(directive) }],
});

export interface Road {
  readonly baseUrl: string;
  readonly upstream: BillingUpstream;
}

/** Sends a request and reads its answer, or leaves as its plan says; never rejects. */
export async function send(plan: Plan, key: { readonly key: string; readonly leaseId: string }, road: Road): Promise<Seen> {
  const seen: Seen = { plan, leaseId: key.leaseId, whole: false, bytes: 0 };
  const gone = new AbortController();
  const { when, after = 0 } = plan.leaves ?? {};
  if (when === 'at-once') setTimeout(() => gone.abort(), after);
  // In vain where the request is refused before it gets there: then nobody leaves.
  const watch = when === 'reached-upstream' ? setInterval(() => road.upstream.serves(plan.user) && gone.abort(), 2) : undefined;
  try {
    const answer = await fetch(`${road.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
      body: JSON.stringify(bodyOf(plan)),
      signal: gone.signal,
    });
    seen.status = answer.status;
    const requestId = answer.headers.get('x-panal-request-id');
    if (requestId) seen.requestId = requestId;
    await read(answer, seen, () => when === 'reading' && gone.abort());
  } catch (error) {
    seen.error = String(error);
  } finally {
    clearInterval(watch);
    gone.abort();
  }
  return seen;
}

async function read(answer: Response, seen: Seen, leave: () => unknown): Promise<void> {
  const decoder = new TextDecoder();
  let tail = '';
  let reads = 0;
  for await (const bytes of answer.body!) {
    seen.bytes += bytes.length;
    tail = (tail + decoder.decode(bytes, { stream: true })).slice(-64);
    if ((reads += 1) > (seen.plan.leaves?.after ?? 0)) leave();
  }
  seen.whole = answer.status === 200 && (!seen.plan.stream || tail.includes('[DONE]'));
}
