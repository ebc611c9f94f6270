import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { childTraceparent } from '@panal/kernel/runtime';
import type { TaskAssignment } from '@panal/shared-types/orchestrator';
import type { TaskLanguageModel } from './agent-task.ts';

/** The model of a lease through the gateway: its key, its base address, and the mission's trace on every request. */
export function languageModelOf(assignment: TaskAssignment): TaskLanguageModel {
  const { gatewayBaseUrl, gatewayKey, model, traceparent } = assignment;
  if (!gatewayBaseUrl || !gatewayKey || !model) {
    throw new Error('This lease has no model: the assignment carries no gateway key, base address or model name.');
  }
  return createOpenAICompatible({
    name: 'panal',
    baseURL: gatewayBaseUrl,
    apiKey: gatewayKey,
    fetch: (input, init) => {
      const headers = new Headers(init?.headers);
      headers.set('traceparent', childTraceparent(traceparent));
      return fetch(input, { ...init, headers });
    },
  }).chatModel(model);
}
