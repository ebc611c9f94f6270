/**
 * Terms of `IngestTriples`: N-Triples syntax first, then the looser forms that existing clients send (bare text, text in quotes
 * that are not escaped).
 */
import { type Result, ok, refuse } from '@panal/kernel/pure';
import { limits } from './limits.ts';
import { iriTerm, parseTerm } from './nquads.ts';

const LEGACY_BASE = 'http://synapse.os/';
const SCHEME_OF_OLD = /^(?:https?:|urn:|[a-z][a-z0-9+.-]*:\/\/)/i;
const NOT_IN_IRI = /[\u0000-\u0020<>"{}|^`\\]|%(?![0-9A-Fa-f]{2})/g;
const CONTROL = /[\u0000-\u001f\u007f"\\]/g;

const percentEncoded = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
const escaped = (character: string): string =>
  character === '"' || character === '\\'
    ? `\\${character}`
    : `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Bare text names a thing: itself when it has a scheme, else one under a base of its own. */
function bareIri(text: string): Result<string, string> {
  const name = text.replace(NOT_IN_IRI, percentEncoded);
  return iriTerm(SCHEME_OF_OLD.test(text) ? name : LEGACY_BASE + name);
}

/** A plain literal of any text. */
export function plainLiteral(text: string): Result<string, string> {
  if (text.length > limits.literalMax) return refuse(`the literal is longer than ${limits.literalMax} characters`);
  return ok(`"${text.replace(CONTROL, escaped)}"`);
}

/** One term of a triple in canonical N-Triples syntax, or what is wrong with it. */
export function ingestTerm(text: string, place: 'subject' | 'predicate' | 'object', scope: string): Result<string, string> {
  const strict = parseTerm(text, { place, scope });
  if (strict.ok) return strict;
  if (text.trim() === '') return refuse('the text is empty');
  if (text.startsWith('"')) {
    if (place !== 'object') return refuse('only an object may be a literal');
    return text.length <= limits.literalMax + 2 && /^"[^]*"$/.test(text) && text.length > 1
      ? plainLiteral(text.slice(1, -1))
      : refuse(`column ${strict.refusal.column}: ${strict.refusal.problem}`);
  }
  if (text.startsWith('<') || text.startsWith('_:')) return refuse(`column ${strict.refusal.column}: ${strict.refusal.problem}`);
  return bareIri(text);
}
