import type { ModelRequest } from './exchange.ts';

const VALUE_LENGTH_MAX = 1_024;

/** Lines of those of a client's headers that may go upstream. One with a character that no header may hold is left out. */
export function forwardedHeaders(request: Pick<ModelRequest, 'headers'>, names: readonly string[] = []): string {
  let lines = '';
  for (const name of new Set(names)) {
    const value = request.headers[name]?.toString();
    if (value !== undefined && value.length <= VALUE_LENGTH_MAX && /^[\t\x20-\x7e]+$/.test(value))
      lines += `${name}: ${value}\r\n`;
  }
  return lines;
}
