import type { JsonValue } from './canonical-json.ts';

/** The `_type` of an in-toto Statement, version 1. */
export const statementType = 'https://in-toto.io/Statement/v1';

/** The DSSE payload type under which an in-toto Statement is signed. */
export const statementPayloadType = 'application/vnd.in-toto+json';

/** What a statement is about: a name and its digests by algorithm in hex, such as `gitCommit` or `sha256`. */
export type StatementSubject = { readonly name: string; readonly digest: { readonly [algorithm: string]: string } };

/** An in-toto Statement v1: what is claimed (`predicate`, shaped as `predicateType` says) about which artefacts. */
export type Statement<Predicate extends JsonValue = JsonValue> = {
  readonly _type: typeof statementType;
  readonly subject: readonly StatementSubject[];
  readonly predicateType: string;
  readonly predicate: Predicate;
};

/** Builds a statement. Throws a TypeError without subject, or for a subject without digest: such a claim is about nothing. */
export function buildStatement<Predicate extends JsonValue>(parts: Omit<Statement<Predicate>, '_type'>): Statement<Predicate> {
  const { subject, predicateType, predicate } = parts;
  if (subject.length === 0) throw new TypeError('a statement needs at least one subject');
  const bare = subject.find(({ digest }) => Object.keys(digest).length === 0);
  if (bare) throw new TypeError(`the statement's subject "${bare.name}" has no digest`);
  return { _type: statementType, subject, predicateType, predicate };
}
