import type { CancelRule, Upstream } from '../ports.ts';
import { anthropicDialect } from './anthropic/anthropic-dialect.ts';
import { type UpstreamTimeouts, createHttpUpstream } from './http-upstream.ts';
import { openAiDialect } from './openai/openai-dialect.ts';

/** What must be known to call an upstream over HTTP. */
export interface UpstreamSettings {
  readonly name: string;
  readonly kind: 'openai' | 'anthropic';
  readonly baseUrl: string;
  readonly apiKeys: readonly { readonly secret: string; readonly weight: number }[];
  readonly models: readonly string[];
  readonly outputField?: 'max_tokens' | 'max_completion_tokens' | undefined;
  readonly cancelRule?: CancelRule | undefined;
  readonly allowPrivate?: boolean | undefined;
  readonly forwardHeaders?: readonly string[] | undefined;
  readonly connectMs?: number | undefined;
  readonly firstByteMs?: number | undefined;
  readonly idleMs?: number | undefined;
  readonly totalMs?: number | undefined;
}

/** OpenAI's own address: newer models there take `max_completion_tokens` and don't show their reasoning, which is billed. */
const isOpenAi = (baseUrl: string): boolean => new URL(baseUrl).hostname === 'api.openai.com';

/** An upstream over HTTP; its own time-outs come before the common ones. */
export function createRemoteUpstream(settings: UpstreamSettings, common: UpstreamTimeouts): Upstream {
  const own = isOpenAi(settings.baseUrl);
  const dialect =
    settings.kind === 'anthropic'
      ? anthropicDialect()
      : openAiDialect({ outputField: settings.outputField ?? (own ? 'max_completion_tokens' : 'max_tokens') });
  const timeouts = {
    connectMs: settings.connectMs ?? common.connectMs,
    firstByteMs: settings.firstByteMs ?? common.firstByteMs,
    idleMs: settings.idleMs ?? common.idleMs,
    totalMs: settings.totalMs ?? common.totalMs,
  };
  const cancelRule = settings.cancelRule ?? (own ? 'full' : 'delivered');
  const { allowPrivate = false, forwardHeaders = [] } = settings;
  return createHttpUpstream({ ...settings, dialect, timeouts, cancelRule, allowPrivate, forwardHeaders });
}
