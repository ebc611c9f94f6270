import { ConfigError } from '@panal/kernel/runtime';
import { z } from 'zod';

const trelloId = z.string().regex(/^[0-9a-f]{24}$/, 'must be a Trello id of 24 hexadecimal digits');

/** Names of the board's lists by what a card in them means. */
const lists = z
  .strictObject({
    inbox: z.string().default('Inbox'),
    requirements: z.string().default('Requirements'),
    todo: z.string().default('To do'),
    inProgress: z.string().default('In progress'),
    review: z.string().default('Human review'),
    done: z.string().default('Done'),
    blocked: z.string().default('Blocked'),
  })
  .prefault({});

/** Section `bridge` of the settings; without `boardId` the bridge runs idle. */
export const bridgeSchema = z.strictObject({
  boardId: trelloId.optional(),
  baseUrl: z.url({ protocol: /^https?$/ }).default('https://api.trello.com/1'),
  /** Exactly the address that the webhook was registered with: it is part of the signature. */
  callbackUrl: z.url({ protocol: /^https?$/ }).optional(),
  lists,
  /** Ids of members whose cards are taken; empty: nobody's. */
  membersMayPrompt: z.array(trelloId).default([]),
  /** Ids of members who approve by moving a card from Requirements to To do; empty: nobody. */
  membersMayApprove: z.array(trelloId).default([]),
  repositoryId: z.string().default(''),
  baseBranch: z.string().default(''),
  project: z.string().default(''),
  /** Seconds between two looks at the whole board, for what webhooks missed; 0: never. */
  pollSeconds: z.int().min(0).max(86_400).default(30),
});

export type BridgeConfig = z.infer<typeof bridgeSchema>;

/** Credentials, from the environment alone. */
export interface TrelloCredentials {
  readonly apiKey: string;
  readonly token: string;
  readonly appSecret: string;
}

/** What a configured bridge works with. */
export interface BridgeSettings extends BridgeConfig {
  readonly boardId: string;
  readonly credentials: TrelloCredentials;
}

/** The settings of a bridge that is to work, or undefined where no board is configured. Throws ConfigError when one is, by half. */
export function bridgeSettings(config: BridgeConfig, env: Readonly<Record<string, string | undefined>> = process.env): BridgeSettings | undefined {
  const { boardId } = config;
  if (!boardId) return undefined;
  const need = (name: string): string => {
    const value = env[name];
    if (!value) throw new ConfigError(`Setting "bridge.boardId" is given, but ${name} is not set. Set it, or remove the board.`);
    return value;
  };
  if (!config.repositoryId) throw new ConfigError('Setting "bridge.repositoryId" is missing: the registered repository that cards are about.');
  return { ...config, boardId, credentials: { apiKey: need('TRELLO_API_KEY'), token: need('TRELLO_TOKEN'), appSecret: need('TRELLO_APP_SECRET') } };
}
