import type { MediaSource } from './normal-request.ts';

const DATA_URL = /^data:([^;,]+)((?:;[^;,]+)*);base64,/;

/** Base64 data of a `data:` address, or the address itself. */
export function sourceOfUrl(url: string): Extract<MediaSource, { kind: 'base64' | 'url' }> {
  const head = DATA_URL.exec(url.length > 200 ? url.slice(0, 200) : url);
  return head ? { kind: 'base64', mediaType: head[1]!, data: url.slice(head[0].length) } : { kind: 'url', url };
}

export const dataUrl = (mediaType: string, data: string): string => `data:${mediaType};base64,${data}`;
