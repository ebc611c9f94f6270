import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { childTraceparent, contextHeaders } from '@panal/kernel/runtime';
import type { TaskAssignment } from '@panal/shared-types/orchestrator';
import type { TaskLanguageModel } from './agent-task.ts';

/** The model of a lease through the gateway: its key, its base address, and the mission's trace on every request. */
export function languageModelOf(assignment: TaskAssignment): TaskLanguageModel {
  const { gatewayBaseUrl, gatewayKey, model, traceparent, taskId, missionId } = assignment;
  if (!gatewayBaseUrl || !gatewayKey || !model) {
    throw new Error('This lease has no model: the assignment carries no gateway key, base address or model name.');
  }
  return createOpenAICompatible({
    name: 'panal',
    baseURL: gatewayBaseUrl,
    apiKey: gatewayKey,
    fetch: async (input, init) => {
      const headers = new Headers(init?.headers);
      const context = { traceparent: childTraceparent(traceparent), taskId, missionId };
      for (const [name, value] of Object.entries(contextHeaders(context))) headers.set(name, value);
      return withoutRetryWhenSpent(await fetch(input, { ...init, headers }));
    },
  }).chatModel(model);
}

/** A spent budget has the status of a busy server, 429; here it becomes 402, since asking again would change nothing. */
async function withoutRetryWhenSpent(response: Response): Promise<Response> {
  if (response.status !== 429) return response;
  const body = await response.text();
  const status = body.includes('"insufficient_quota"') ? 402 : 429;
  return new Response(body, { status, headers: response.headers });
}
