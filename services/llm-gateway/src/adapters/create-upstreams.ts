import { ConfigError } from '@panal/kernel/runtime';
import { readFileSync } from 'node:fs';
import type { CancelRule, Upstream } from '../ports.ts';
import { anthropicDialect } from './anthropic/anthropic-dialect.ts';
import { type UpstreamTimeouts, createHttpUpstream } from './http-upstream.ts';
import { openAiDialect } from './openai/openai-dialect.ts';
import { createScriptedUpstream } from './scripted/scripted-upstream.ts';
import { parseTrajectory } from './scripted/trajectory.ts';

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

/** The scripted model of a trajectory file; throws ConfigError naming file, line and step. */
export function loadScriptedUpstream(path: string): Upstream {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `Setting "gateway.scriptedTrajectory" names ${path}, which cannot be read: ${(error as Error).message}.`,
    );
  }
  const trajectory = parseTrajectory(text);
  if (!trajectory.ok) throw new ConfigError(`Setting "gateway.scriptedTrajectory": ${path} is not valid: ${trajectory.refusal}.`);
  return createScriptedUpstream(trajectory.value);
}
