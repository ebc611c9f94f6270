import type { IncomingMessage } from 'node:http';

/** What a request says, once it is read. */
export interface EmulatorRequest {
  readonly method: string;
  /** Below `/1`, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: Readonly<Record<string, unknown>>;
  readonly atMs: number;
}

export const BODY_BYTES_MAX = 12 * 1024 * 1024;
/** Trello's own answer to long addresses begins about here. */
export const ADDRESS_CHARS_MAX = 8_192;

export type ReadOutcome =
  | { readonly ok: true; readonly request: EmulatorRequest }
  | { readonly ok: false; readonly status: number; readonly why: string };

const refuse = (status: number, why: string): ReadOutcome => ({ ok: false, status, why });

/** Reads a request whole: JSON, a form, or a form with files. */
export async function readCall(incoming: IncomingMessage, basePath: string): Promise<ReadOutcome> {
  const address = incoming.url ?? '/';
  if (address.length > ADDRESS_CHARS_MAX) return refuse(414, 'URI Too Long');
  const url = new URL(address, 'http://localhost');
  const bytes = await readBytes(incoming);
  if (!bytes) return refuse(413, 'Request Entity Too Large');
  const body = await bodyOf(bytes, incoming.headers['content-type'] ?? '');
  if (!body) return refuse(400, 'Error parsing body');
  const { method = 'GET', headers } = incoming;
  const path = url.pathname.slice(basePath.length);
  return { ok: true, request: { method, path, query: url.searchParams, headers, body, atMs: Date.now() } };
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  return size > BODY_BYTES_MAX ? undefined : Buffer.concat(chunks);
}

async function bodyOf(bytes: Buffer, type: string): Promise<Record<string, unknown> | undefined> {
  if (bytes.length === 0) return {};
  try {
    if (!/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
      const json: unknown = JSON.parse(bytes.toString('utf8'));
      return typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : undefined;
    }
    const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } }).formData();
    const fields: Record<string, unknown> = {};
    for (const [name, value] of form) {
      fields[name] = typeof value === 'string' ? value : new Uint8Array(await value.arrayBuffer());
      if (typeof value !== 'string') fields['name'] ??= value.name;
    }
    return fields;
  } catch {
    return undefined;
  }
}
