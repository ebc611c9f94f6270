/**
 * What a request may cost besides the tokens of its text, by what it holds. Its bound is in core/request-bounds.ts.
 *
 * | in the request                                                        | claim          |
 * |-----------------------------------------------------------------------|----------------|
 * | an image                                                              | `images`       |
 * | audio, in or out                                                      | `audio`        |
 * | a text prediction (rejected tokens of it are billed as output)        | `outputTokens` |
 * | a tool that the provider describes itself and the client runs         | `providerTools`|
 * | a document, a stored file, an earlier response or item, a part or item of no kind or one that isn't known | `openInput`  |
 * | a tool that the provider runs, or what makes it ask the model more than once | `serverTools` |
 * | another price for all tokens (a faster tier, other models), or no answer to charge by | refused        |
 */
import { type Result, ok } from '@panal/kernel/pure';
import { isObject, problem } from './dialect-request.ts';
import type { Json } from './dialects/normal/dialect-codec.ts';
import type { RequestProblem } from './dialects/normal/normal-request.ts';

export interface CostClaims {
  readonly images: number;
  /** Bytes of the body that are images or audio, and no text. */
  readonly imageBytes: number;
  readonly audio: boolean;
  /** Output that may be billed above the limit of the output. */
  readonly outputTokens: number;
  readonly providerTools: number;
  /** Whether the provider may be made to write its prompt cache. */
  readonly cacheWrites: boolean;
  /** The path of the first thing whose input has no bound in the body. */
  readonly openInput: string | undefined;
  /** The path of the first thing that the provider runs, and bills as it likes. */
  readonly serverTools: string | undefined;
}

/** Values at which a field changes no price. */
const PLAIN_VALUES = new Map<string, readonly unknown[]>([
  // `auto` is what no value means; `flex` is cheaper than what is held and charged.
  ['service_tier', ['auto', 'default', 'standard', 'standard_only', 'flex']],
  ['speed', ['standard']],
  ['background', [false]],
  ['inference_geo', ['global', 'not_available']],
]);
const OTHER_PRICE = ['models', 'fallbacks', 'fallback_models', 'route', 'provider'] as const;
const OPEN_INPUT = ['previous_response_id', 'conversation', 'prompt_id'] as const;
const SERVER_TOOLS = ['web_search_options', 'mcp_servers', 'plugins', 'search_parameters', 'transforms'] as const;
const isSet = (value: unknown): boolean => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);

/** Finds what a body claims. Refuses what has another price than the model's, by name. */
export function claimsOf(body: Json, bytes: Buffer): Result<CostClaims, RequestProblem> {
  for (const [name, plain] of PLAIN_VALUES) {
    if (isSet(body[name]) && !plain.includes(body[name]))
      return problem(
        `"${name}" is not supported at this value: it changes what a token costs, or there is no answer to charge by. Leave it out.`,
        name,
      );
  }
  for (const name of OTHER_PRICE) {
    if (isSet(body[name]))
      return problem(`"${name}" is not supported: other models have other prices. Use the gateway's own routes.`, name);
  }
  const walk = new ClaimWalk();
  walk.open(OPEN_INPUT.find((name) => isSet(body[name])));
  walk.serve(SERVER_TOOLS.find((name) => isSet(body[name])));
  walk.fields(body);
  // A name may also be written with escapes.
  const cacheWrites = bytes.includes('cache_control') || bytes.includes('\\u');
  return ok({ ...walk.found, cacheWrites });
}

type Found = { -readonly [Name in keyof Omit<CostClaims, 'cacheWrites'>]: CostClaims[Name] };

const IMAGES = new Set(['image_url', 'input_image', 'image', 'computer_screenshot']);
/** Parts, blocks and items whose cost is that of their text: as dialects name them. */
const TEXTUAL = new Set([
  'text',
  'input_text',
  'output_text',
  'refusal',
  'summary_text',
  'reasoning_text',
  'thinking',
  'redacted_thinking',
  'reasoning',
  'tool_use',
  'tool_result',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'message',
  'server_tool_use',
  'mcp_tool_use',
  'mcp_tool_result',
  'web_search_tool_result',
  'web_fetch_tool_result',
  'tool_reference',
  'web_search_result',
  'web_fetch_result',
  'web_search_tool_result_error',
  'code_execution_tool_result',
  'code_execution_result',
  'bash_code_execution_tool_result',
  'text_editor_code_execution_tool_result',
  'tool_search_tool_result',
  'search_result',
  'compaction',
  'computer_call',
  'computer_call_output',
  'local_shell_call',
  'local_shell_call_output',
  'shell_call',
  'shell_call_output',
  'apply_patch_call',
  'apply_patch_call_output',
  'mcp_list_tools',
  'mcp_approval_request',
  'mcp_approval_response',
  'web_search_call',
  'file_search_call',
  'code_interpreter_call',
  'mcp_call',
  'tool_search_call',
  'tool_search_output',
]);
/** Tools that the client runs. */
const OWN_TOOLS = new Set(['function', 'custom', 'namespace']);
/** Tools that the provider describes to the model and the client runs. */
const PROVIDER_TOOLS =
  /^(?:bash|text_editor|computer|memory|str_replace_based_edit_tool)_\d|^(?:computer|computer_use_preview|local_shell|apply_patch)$/;
const AUDIO = new Set(['input_audio']);

class ClaimWalk {
  readonly found: Found = {
    images: 0,
    imageBytes: 0,
    audio: false,
    outputTokens: 0,
    providerTools: 0,
    openInput: undefined,
    serverTools: undefined,
  };

  open(path: string | undefined): void {
    this.found.openInput ??= path;
  }

  serve(path: string | undefined): void {
    this.found.serverTools ??= path;
  }

  fields(body: Json): void {
    const { found } = this;
    const { modalities, prediction, prompt, context_management: management } = body;
    found.audio = isObject(body['audio']) || (Array.isArray(modalities) && modalities.includes('audio'));
    if (isObject(prediction)) found.outputTokens = Buffer.byteLength(JSON.stringify(prediction));
    // A stored prompt has an id; that of completions is text.
    if (isObject(prompt)) this.open('prompt');
    if (isSet(management) && !clearsOnly(management)) this.serve('context_management');
    this.#tools(body['tools'], 'tools');
    this.#list(body['messages'], 'messages', isMessage);
    this.#list(body['input'], 'input', isMessage);
    this.#list(body['system'], 'system');
  }

  /** Messages, items, and parts of them. */
  #list(list: unknown, path: string, plain: (item: Record<string, unknown>) => boolean = () => false): void {
    if (!Array.isArray(list)) return;
    for (let index = 0; index < list.length; index += 1) {
      const item: unknown = list[index];
      if (isObject(item)) this.#item(item, `${path}[${index}]`, plain(item));
    }
  }

  /** `isPlain`: it is known without a type. Whatever else has none may be a reference to what is stored. */
  #item(item: Record<string, unknown>, path: string, isPlain: boolean): void {
    const { type, content, output } = item;
    if (typeof type === 'string') {
      if (!TEXTUAL.has(type)) this.#part(type, item, path);
    } else if (!isPlain) this.open(path);
    if (isSet(item['file_id']) || isSet(item['file_url'])) this.open(path);
    this.#tools(item['tools'], `${path}.tools`);
    if (isObject(item['audio'])) this.open(`${path}.audio`);
    if (typeof content === 'object' && content !== null) this.#inner(content, `${path}.content`);
    if (typeof output === 'object' && output !== null) this.#inner(output, `${path}.output`);
    if (Array.isArray(item['images']) && item['images'].length > 0) this.open(`${path}.images`);
  }

  #inner(value: object, path: string): void {
    if (Array.isArray(value)) this.#list(value, path, isShellOutput);
    else this.#item(value as Record<string, unknown>, path, false);
  }

  #part(type: string, part: Record<string, unknown>, path: string): void {
    if (IMAGES.has(type)) {
      this.found.images += 1;
      this.found.imageBytes += imageBytes(part);
      if (!isSet(part['image_url']) && !isSet(part['source'])) this.open(path);
    } else if (AUDIO.has(type)) this.found.audio = true;
    else if (!isTextDocument(type, part)) this.open(path);
  }

  #tools(tools: unknown, path: string): void {
    if (!Array.isArray(tools)) return;
    for (const [index, tool] of tools.entries()) {
      const type: unknown = isObject(tool) ? tool['type'] : undefined;
      // Those of a namespace.
      if (isObject(tool)) this.#tools(tool['tools'], `${path}[${index}].tools`);
      if (type === undefined || type === null || OWN_TOOLS.has(type as string)) continue;
      if (typeof type === 'string' && PROVIDER_TOOLS.test(type)) this.found.providerTools += 1;
      else this.serve(`${path}[${index}]`);
    }
  }
}

const isMessage = (item: Record<string, unknown>): boolean => typeof item['role'] === 'string';
/** What a command of `shell_call_output` wrote. */
const isShellOutput = (item: Record<string, unknown>): boolean =>
  typeof item['stdout'] === 'string' || typeof item['stderr'] === 'string';

/** Bytes of an image that stand in the body in base64: its tokens are those of an image, however many bytes it has. */
function imageBytes(part: Record<string, unknown>): number {
  const { image_url: url, source } = part;
  const address = isObject(url) ? url['url'] : url;
  const data = isObject(source) ? source['data'] : address;
  return typeof data === 'string' && (isObject(source) || data.startsWith('data:')) ? data.length : 0;
}

/** A document whose text stands in the body: it costs what its bytes do, unless it is cut into parts to be cited. */
function isTextDocument(type: string, part: Record<string, unknown>): boolean {
  const { source, citations } = part;
  const cites = isObject(citations) && citations['enabled'] === true;
  return type === 'document' && !cites && isObject(source) && source['type'] === 'text';
}

/** Edits that only take things out of the context; any other one may make the provider ask the model once more. */
function clearsOnly(management: unknown): boolean {
  const edits = isObject(management) ? management['edits'] : management;
  return (
    Array.isArray(edits) &&
    edits.every((edit) => isObject(edit) && typeof edit['type'] === 'string' && edit['type'].startsWith('clear_'))
  );
}
