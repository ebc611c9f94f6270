import { CliError, exitCodes } from '../exit.ts';

export interface DemoOptions {
  readonly repo?: string;
  readonly card?: string;
  readonly model?: string;
  readonly baseUrl?: string;
  readonly price?: string;
  readonly budget?: string;
  readonly base?: string;
  readonly pushRemote?: string;
  readonly gateCommand?: string;
  readonly installCommand?: string;
  readonly allowDirty?: boolean;
  readonly unconfined?: boolean;
  readonly yes?: boolean;
  readonly exit?: boolean;
  readonly autoPorts?: boolean;
}

const PROVIDER_KEYS = ['OPENAI_API_KEY', 'ANTHROPIC_API_KEY'];

/** The sample runs on the scripted model whatever keys are set; the first failure of its kind proposes a rule at once. */
export function sampleEnv(
  env: Readonly<Record<string, string | undefined>>,
  trajectory: string,
): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !/_API_KEY$|^OPENAI_|^ANTHROPIC_/.test(name));
  return {
    ...Object.fromEntries(kept),
    PANAL_GATEWAY_SCRIPTED_TRAJECTORY: trajectory,
    PANAL_GATEWAY_DEFAULT_MODEL: 'scripted-demo',
    PANAL_ANALYST_RULE_THRESHOLD: '1',
  };
}

function priceOf(text: string, model: string): string {
  const match = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text);
  if (!match)
    throw new CliError(
      `--price ${text} is not of the form INPUT/OUTPUT in dollars per million tokens. Example: --price 0.15/0.60`,
      exitCodes.usage,
    );
  return JSON.stringify({ [model]: { input: Number(match[1]), output: Number(match[2]) } });
}

function checkBaseUrl(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError(
      `--base-url ${text} is no http(s) address. Example: --base-url http://127.0.0.1:11434/v1`,
      exitCodes.usage,
    );
  if (url.username || url.password)
    throw new CliError('--base-url must not hold credentials. Put the key into OPENAI_API_KEY.', exitCodes.usage);
  return text;
}

/** Environment of a run on the user's own repository: a real model, by key or by the address of a compatible server. */
export function ownRepositoryEnv(
  env: Readonly<Record<string, string | undefined>>,
  options: DemoOptions,
): Record<string, string | undefined> {
  const baseUrl = options.baseUrl ?? env['OPENAI_BASE_URL'];
  const model = options.model ?? env['PANAL_GATEWAY_DEFAULT_MODEL'];
  if (!baseUrl && !PROVIDER_KEYS.some((name) => env[name])) {
    throw new CliError(
      'No model can be reached: set OPENAI_API_KEY or ANTHROPIC_API_KEY, or give --base-url of an OpenAI-compatible server. (The sample needs none: npm start)',
      exitCodes.usage,
    );
  }
  if (!model) throw new CliError('Say which model to use: --model NAME, or PANAL_GATEWAY_DEFAULT_MODEL.', exitCodes.usage);
  return {
    ...env,
    PANAL_GATEWAY_DEFAULT_MODEL: model,
    ...(baseUrl ? { OPENAI_BASE_URL: checkBaseUrl(baseUrl) } : {}),
    ...(options.price ? { PANAL_GATEWAY_PRICES: priceOf(options.price, model) } : {}),
  };
}
