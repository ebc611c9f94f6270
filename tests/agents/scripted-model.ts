import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { matchStep } from '../../services/llm-gateway/src/adapters/scripted/match-step.ts';
import { type Trajectory, parseTrajectory } from '../../services/llm-gateway/src/adapters/scripted/trajectory.ts';

/** What a request said, for the tests to look at. */
export interface SeenRequest {
  readonly authorization: string;
  readonly traceparent: string;
  readonly body: { readonly model: string; readonly messages: readonly { readonly role: string; readonly content: unknown }[] };
}

/** An OpenAI-compatible server that follows a trajectory, matched by the gateway's own rule. */
export class ScriptedModel {
  readonly requests: SeenRequest[] = [];
  readonly #trajectory: Trajectory;
  readonly #server: Server;

  constructor(trajectory: Trajectory) {
    this.#trajectory = trajectory;
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as SeenRequest['body'];
        const { authorization = '', traceparent } = request.headers;
        this.requests.push({ authorization, traceparent: String(traceparent), body });
        const answer = this.#answer(body);
        response.writeHead(answer.status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer.body));
      });
    });
  }

  /** Reads a trajectory file; throws where it is not valid. */
  static fromFile(path: string): ScriptedModel {
    const parsed = parseTrajectory(readFileSync(path, 'utf8'));
    if (!parsed.ok) throw new Error(parsed.refusal);
    return new ScriptedModel(parsed.value);
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #answer(body: SeenRequest['body']): { status: number; body: unknown } {
    const step = matchStep(this.#trajectory, { tools: [], ...body } as never);
    if (!step)
      return { status: 400, body: { error: { message: 'No step of the trajectory matches.', type: 'invalid_request_error' } } };
    const calls = (step.reply.toolCalls ?? []).map((call, index) => ({
      id: `call_${this.requests.length}_${index}`,
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.arguments) },
    }));
    const message = { role: 'assistant', content: step.reply.text ?? null, ...(calls.length > 0 ? { tool_calls: calls } : {}) };
    const choices = [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }];
    const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
    return { status: 200, body: { id: 'x', object: 'chat.completion', created: 0, model: body.model, choices, usage } };
  }
}
