import type { Json } from '../dialects/normal/dialect-codec.ts';

/** A response that can be continued from, as the gateway remembers it. */
export interface StoredResponse {
  readonly id: string;
  /** The scope in which its key spends; nobody else's key finds it. */
  readonly owner: string;
  readonly createdMs: number;
  readonly content: StoredContent;
}

export type StoredContent =
  /** Kept here: all items that it was made from, earlier responses' among them, and the response. */
  | { readonly kind: 'here'; readonly input: readonly unknown[]; readonly response: Json }
  /** Kept by the provider; what is remembered is whose it is, and the ids of its items. */
  | { readonly kind: 'elsewhere'; readonly upstream: string; readonly items?: readonly string[] };

/** What bounds the responses that are kept: of the owner who has the most, the oldest are dropped first. */
export interface StoredBounds {
  readonly responsesMax: number;
  readonly bytesMax: number;
  readonly ageMs: number;
}

const RESPONSE_ID = /^resp_panal_[0-9a-f]{32}$/;
const ITEM_ID = /^[a-z]+_(panal_[0-9a-f]{32})_\d+$/;

/** The id of a response from 32 random hexadecimal digits. */
export const storedIdOf = (digits: string): string => `resp_panal_${digits}`;

/** Whether the gateway gave the id, so that nobody else can know the response. */
export const isStoredId = (id: string): boolean => RESPONSE_ID.test(id);

/** The response that an output item belongs to, by the item's id; undefined for items of others. */
export function responseOfItem(itemId: string): string | undefined {
  const found = ITEM_ID.exec(itemId);
  return found ? `resp_${found[1]}` : undefined;
}
