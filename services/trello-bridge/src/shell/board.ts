import type { ListName } from '../core/state.ts';
import type { Trello } from '../ports.ts';

const RELOAD_AFTER_MS = 30_000;

interface Known {
  readonly nameById: ReadonlyMap<string, ListName>;
  readonly idByName: ReadonlyMap<ListName, string>;
  readonly atMs: number;
}

export interface BoardOptions {
  readonly boardId: string;
  /** The board's own names of lists by their meaning. */
  readonly lists: Readonly<Record<ListName, string>>;
  readonly trello: Trello;
  readonly clock: () => number;
}

const folded = (name: string): string => name.trim().toLowerCase();

/** The lists of the board by their meaning, looked up once and again every 30 s at most when one is missing. */
export class Board {
  readonly #options: BoardOptions;
  #known: Promise<Known> | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
  }

  /** What a list means; undefined when nothing. */
  async meaningOf(listId: string): Promise<ListName | undefined> {
    if (listId === '') return undefined;
    return (await this.#lookUp(({ nameById }) => nameById.has(listId))).nameById.get(listId);
  }

  /** Id of the list with a meaning; undefined where the board has none. */
  async idOf(name: ListName): Promise<string | undefined> {
    return (await this.#lookUp(({ idByName }) => idByName.has(name))).idByName.get(name);
  }

  async #lookUp(holds: (known: Known) => boolean): Promise<Known> {
    const known = await (this.#known ??= this.#load());
    if (holds(known) || this.#options.clock() - known.atMs < RELOAD_AFTER_MS) return known;
    this.#known = this.#load();
    return await this.#known;
  }

  async #load(): Promise<Known> {
    const { trello, boardId, lists, clock } = this.#options;
    try {
      const meanings = new Map((Object.entries(lists) as [ListName, string][]).map(([meaning, name]) => [folded(name), meaning]));
      const found = (await trello.lists(boardId)).flatMap(({ id, name }) => {
        const meaning = meanings.get(folded(name));
        return meaning ? [{ id, meaning }] : [];
      });
      return {
        nameById: new Map(found.map(({ id, meaning }) => [id, meaning])),
        idByName: new Map(found.toReversed().map(({ id, meaning }) => [meaning, id])),
        atMs: clock(),
      };
    } catch (error) {
      this.#known = undefined;
      throw error;
    }
  }
}
