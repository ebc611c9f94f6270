import type { CancelRule, Upstream } from '../ports.ts';
import { anthropicDialect } from './anthropic/anthropic-dialect.ts';
import { type UpstreamTimeouts, createHttpUpstream } from './http-upstream.ts';
import { openAiDialect } from './openai/openai-dialect.ts';

/** What must be known to call an upstream over HTTP. */
export interface UpstreamSettings {
  readonly name: string;
  readonly kind: 'openai' | 'anthropic';
  readonly baseUrl: string;
  readonly apiKey: string | undefined;
  readonly models: readonly string[];
  readonly outputField?: 'max_tokens' | 'max_completion_tokens' | undefined;
  readonly cancelRule?: CancelRule | undefined;
}

/** OpenAI's own address: newer models there take `max_completion_tokens` and don't show their reasoning, which is billed. */
const isOpenAi = (baseUrl: string): boolean => new URL(baseUrl).hostname === 'api.openai.com';

/** An upstream over HTTP. */
export function createRemoteUpstream(settings: UpstreamSettings, timeouts: UpstreamTimeouts): Upstream {
  const own = isOpenAi(settings.baseUrl);
  const dialect =
    settings.kind === 'anthropic'
      ? anthropicDialect()
      : openAiDialect({ outputField: settings.outputField ?? (own ? 'max_completion_tokens' : 'max_tokens') });
  return createHttpUpstream({ ...settings, dialect, timeouts, cancelRule: settings.cancelRule ?? (own ? 'full' : 'delivered') });
}
