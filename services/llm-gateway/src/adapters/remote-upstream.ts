import type { CancelRule, Upstream, Wire } from '../ports.ts';
import { anthropicDialect } from './anthropic/anthropic-dialect.ts';
import { type UpstreamTimeouts, createHttpUpstream } from './http-upstream.ts';
import type { Recorder } from './recording/recorder.ts';
import { createReplayUpstream } from './recording/replay-upstream.ts';
import { openAiDialect } from './openai/openai-dialect.ts';

/** What must be known to call an upstream over HTTP. */
export interface UpstreamSettings {
  readonly name: string;
  readonly kind: 'openai' | 'anthropic' | 'replay';
  /** Of a replay the folder with recordings (`dir`). */
  readonly baseUrl: string;
  readonly dir?: string | undefined;
  readonly apiKeys: readonly { readonly secret: string; readonly weight: number }[];
  readonly models: readonly string[];
  readonly outputField?: 'max_tokens' | 'max_completion_tokens' | undefined;
  readonly cancelRule?: CancelRule | undefined;
  readonly allowPrivate?: boolean | undefined;
  readonly forwardHeaders?: readonly string[] | undefined;
  /** Which of OpenAI's interfaces it has, in order of preference. */
  readonly apis?: readonly OpenAiApi[] | undefined;
  readonly imageTokensMax?: number | undefined;
  readonly connectMs?: number | undefined;
  readonly firstByteMs?: number | undefined;
  readonly idleMs?: number | undefined;
  readonly totalMs?: number | undefined;
}

export type OpenAiApi = 'chat' | 'responses' | 'completions' | 'embeddings';
const COMPATIBLE: readonly OpenAiApi[] = ['chat', 'completions', 'embeddings'];
const OWN: readonly OpenAiApi[] = ['chat', 'responses', 'completions', 'embeddings'];

/** OpenAI's own address: newer models there take `max_completion_tokens` and don't show their reasoning, which is billed. */
const isOpenAi = (baseUrl: string): boolean => new URL(baseUrl).hostname === 'api.openai.com';

/** An upstream over HTTP; its own time-outs come before the common ones. */
export function createRemoteUpstream(settings: UpstreamSettings, common: UpstreamTimeouts, recorder?: Recorder): Upstream {
  const { name, kind, models, dir = '' } = settings;
  if (kind === 'replay') return createReplayUpstream({ name, dir, models, outputField: settings.outputField ?? 'max_tokens' });
  const own = isOpenAi(settings.baseUrl);
  const dialect =
    kind === 'anthropic'
      ? anthropicDialect(settings.imageTokensMax)
      : openAiDialect({
          outputField: settings.outputField ?? (own ? 'max_completion_tokens' : 'max_tokens'),
          speaks: speaksOf(settings, own),
          imageTokensMax: settings.imageTokensMax,
        });
  const timeouts = {
    connectMs: settings.connectMs ?? common.connectMs,
    firstByteMs: settings.firstByteMs ?? common.firstByteMs,
    idleMs: settings.idleMs ?? common.idleMs,
    totalMs: settings.totalMs ?? common.totalMs,
  };
  const cancelRule = settings.cancelRule ?? (own ? 'full' : 'delivered');
  const { allowPrivate = false, forwardHeaders = [] } = settings;
  return createHttpUpstream({ ...settings, kind, recorder, dialect, timeouts, cancelRule, allowPrivate, forwardHeaders });
}

const speaksOf = ({ apis }: UpstreamSettings, own: boolean): readonly Wire[] => apis ?? (own ? OWN : COMPATIBLE);
