import { CliError, exitCodes } from '../exit.ts';

/** Formats of files that can be imported, by the end of their name. */
const formats = { nq: 'N-Quads', nt: 'N-Triples', ttl: 'Turtle', trig: 'TriG' } as const;

export type FileFormat = keyof typeof formats;

const names: Readonly<Record<string, FileFormat>> = {
  nq: 'nq',
  nquads: 'nq',
  nt: 'nt',
  ntriples: 'nt',
  ttl: 'ttl',
  turtle: 'ttl',
  trig: 'trig',
};

/** The format that an option or the name of a file says; `-` is N-Quads unless told. */
export function fileFormat(path: string, option: string | undefined): FileFormat {
  if (option !== undefined) {
    const named = names[option.toLowerCase()];
    if (named) return named;
    throw new CliError(`--format ${option} is not known. Use nquads, ntriples, turtle or trig.`, exitCodes.usage);
  }
  if (path === '-') return 'nq';
  const end = /\.([A-Za-z]+)(?:\.gz)?$/.exec(path)?.[1]?.toLowerCase() ?? '';
  const format = names[end];
  if (format) return format;
  throw new CliError(
    `The name of ${path} does not say its format. Use --format nquads, ntriples, turtle or trig.`,
    exitCodes.usage,
  );
}

/** How n3 calls it. */
export const formatName = (format: FileFormat): string => formats[format];
