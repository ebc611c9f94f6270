import { type Result, ok, refuse } from '@panal/kernel/pure';
import { type JsonObject, isGiven, isObject } from './json-values.ts';
import type { DialectName, OwnField, RequestProblem } from './normal-request.ts';

/** Reads the fields of a request: nulls count as absent, what is wrong is remembered (the first of it), what is unknown is kept. */
export class Reading {
  readonly own: OwnField[] = [];
  #problem: RequestProblem | undefined;
  readonly #dialect: DialectName;

  constructor(dialect: DialectName) {
    this.#dialect = dialect;
  }

  fail(message: string, param: string | null): undefined {
    this.#problem ??= { message, param };
    return undefined;
  }

  number(from: JsonObject, name: string, path = name): number | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    return typeof value === 'number' ? value : this.fail(`"${path}" must be a number.`, path);
  }

  string(from: JsonObject, name: string, path = name): string | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    return typeof value === 'string' ? value : this.fail(`"${path}" must be text.`, path);
  }

  /** Text that must be there; '' (and a problem) where it isn't. */
  text(from: JsonObject, name: string, path: string): string {
    const value = from[name];
    if (typeof value === 'string') return value;
    this.fail(`"${path}" must be text.`, path);
    return '';
  }

  boolean(from: JsonObject, name: string, path = name): boolean | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    return typeof value === 'boolean' ? value : this.fail(`"${path}" must be true or false.`, path);
  }

  object(from: JsonObject, name: string, path = name): JsonObject | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    return isObject(value) ? value : this.fail(`"${path}" must be an object.`, path);
  }

  list(from: JsonObject, name: string, path = name): readonly unknown[] | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    return Array.isArray(value) ? (value as unknown[]) : this.fail(`"${path}" must be a list.`, path);
  }

  oneOf<Word extends string>(from: JsonObject, name: string, words: readonly Word[], path = name): Word | undefined {
    const value = from[name];
    if (!isGiven(value)) return undefined;
    if (words.includes(value as Word)) return value as Word;
    return this.fail(`"${path}" must be one of ${words.join(', ')}.`, path);
  }

  /** Keeps something that only this dialect has. */
  keep(path: string, value: unknown): void {
    this.own.push({ dialect: this.#dialect, path, value });
  }

  /** Keeps every given field that is not among `known`. */
  keepRest(from: JsonObject, known: ReadonlySet<string>, prefix: string): void {
    for (const [name, value] of Object.entries(from)) {
      if (!known.has(name) && isGiven(value)) this.keep(prefix === '' ? name : `${prefix}.${name}`, value);
    }
  }

  result<Value>(value: Value): Result<Value, RequestProblem> {
    return this.#problem ? refuse(this.#problem) : ok(value);
  }
}
