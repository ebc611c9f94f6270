import { readFileSync, statSync } from 'node:fs';
import { CliError, exitCodes } from './exit.ts';

/** A card as people write it: a title and a description. */
export interface Card {
  readonly title: string;
  readonly description: string;
}

const CARD_BYTES_MAX = 64 * 1024;
const TITLE_LENGTH_MAX = 200;

/** Takes the first level-one heading of Markdown as the title and what follows as the description; refuses a card without either. */
export function parseCard(text: string, source: string): Card {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const at = lines.findIndex((line) => line.trim() !== '');
  const title = /^#\s+(.+?)\s*#*$/.exec(lines[at]?.trim() ?? '')?.[1];
  if (!title) throw new CliError(`${source} has no title. Begin it with a line like "# What is to be done".`, exitCodes.usage);
  if (title.length > TITLE_LENGTH_MAX)
    throw new CliError(
      `The title in ${source} has ${title.length} characters; ${TITLE_LENGTH_MAX} is the most.`,
      exitCodes.usage,
    );
  const description = lines
    .slice(at + 1)
    .join('\n')
    .trim();
  if (!description)
    throw new CliError(`${source} has a title but says nothing of what is wanted. Add a description below it.`, exitCodes.usage);
  return { title, description };
}

/** Reads a card from a Markdown file of at most 64 KiB. */
export function readCard(path: string): Card {
  let text: string;
  try {
    const found = statSync(path);
    if (!found.isFile()) throw new CliError(`${path} is no file. Give a Markdown file.`, exitCodes.usage);
    if (found.size > CARD_BYTES_MAX)
      throw new CliError(`${path} is larger than ${CARD_BYTES_MAX / 1024} KiB, too long for a card.`, exitCodes.usage);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(`The card ${path} cannot be read: ${(error as Error).message}.`, exitCodes.usage);
  }
  return parseCard(text, path);
}
