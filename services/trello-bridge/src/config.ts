import { readFileSync } from 'node:fs';
import { ConfigError, isLoopback } from '@panal/kernel/runtime';
import { z } from 'zod';
import type { TrelloCredentials } from './ports.ts';

const trelloId = z.string().regex(/^[0-9a-f]{24}$/, 'must be a Trello id of 24 hexadecimal digits');
const members = z.array(trelloId).max(10_000).default([]);

// Credentials travel in a header, so that plain HTTP is for this machine only.
const isSafe = (address: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' || isLoopback(url?.hostname ?? '');
};

/** Names of the board's lists by what a card in them means; compared without regard to case. */
const lists = z
  .strictObject({
    inbox: z.string().default('Inbox'),
    requirements: z.string().default('Requirements'),
    todo: z.string().default('To do'),
    inProgress: z.string().default('In progress'),
    review: z.string().default('Human review'),
    done: z.string().default('Done'),
    blocked: z.string().default('Blocked'),
    rework: z.string().default('Rework'),
  })
  .prefault({});

/** Section `bridge` of the settings; without `boardId` the bridge runs idle. */
export const bridgeSchema = z.strictObject({
  /** Id of the board; without it the bridge is idle. */
  boardId: trelloId.optional(),
  /** Where Trello's REST API is. */
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, 'must be https, or on this machine')
    .default('https://api.trello.com/1'),
  /** Exactly the address that the webhook was registered with: it is part of the signature. Without it, the board is polled only. */
  callbackUrl: z.url({ protocol: /^https?$/ }).optional(),
  /** Name of the list for cards of this kind. */
  lists,
  /** Ids of members whose cards are taken; empty: nobody's. */
  membersMayPrompt: members,
  /** Ids of members who approve by moving a card from Requirements to To do; empty: nobody. */
  membersMayApprove: members,
  /** Repository that cards are about, as registered with the workspace-service. */
  repositoryId: z.string().max(200).default(''),
  /** Branch to start from; empty: the repository's own. */
  baseBranch: z.string().max(200).default(''),
  /** Project that the spend of cards belongs to. */
  project: z.string().max(200).default(''),
  /** Seconds between two looks at the whole board, for what webhooks missed; 0: never. */
  pollSeconds: z.number().min(0).max(86_400).default(30),
});

export type BridgeConfig = z.infer<typeof bridgeSchema>;

/** What a configured bridge works with. */
export interface BridgeSettings extends BridgeConfig {
  readonly boardId: string;
  readonly credentials: TrelloCredentials;
}

type Env = Readonly<Record<string, string | undefined>>;

function secret(env: Env, name: string): string {
  const path = env[`${name}_FILE`];
  let value = env[name] ?? '';
  if (path && !value) {
    try {
      value = readFileSync(path, 'utf8').trim();
    } catch (error) {
      throw new ConfigError(`${name}_FILE names a file that cannot be read: ${(error as Error).message}.`);
    }
  }
  if (!value)
    throw new ConfigError(
      `Setting "bridge.boardId" is given, but ${name} is not set. Set it (or ${name}_FILE), or remove the board.`,
    );
  // It stands in a quoted header, which it must not be able to leave.
  if (!/^[\w.~+/=-]{1,512}$/.test(value))
    throw new ConfigError(`${name} holds characters that no Trello credential has. Set it again.`);
  return value;
}

/** The settings of a bridge that is to work, or undefined where no board is configured. Throws ConfigError where one is by half. */
export function bridgeSettings(config: BridgeConfig, env: Env = process.env): BridgeSettings | undefined {
  const { boardId, callbackUrl, repositoryId, pollSeconds } = config;
  if (!boardId) return undefined;
  if (!repositoryId)
    throw new ConfigError('Setting "bridge.repositoryId" is missing: the registered repository that cards are about.');
  if (!callbackUrl && pollSeconds === 0)
    throw new ConfigError(
      'Neither "bridge.callbackUrl" nor "bridge.pollSeconds" is set: the bridge would never hear of a card. Set one.',
    );
  const appSecret = callbackUrl ? secret(env, 'TRELLO_APP_SECRET') : '';
  return {
    ...config,
    boardId,
    credentials: { apiKey: secret(env, 'TRELLO_API_KEY'), token: secret(env, 'TRELLO_TOKEN'), appSecret },
  };
}
