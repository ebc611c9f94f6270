/** Drivers that are switched off in one call; more than any repository of people has. */
export const filterDriversMax = 100;
const NAME_CHARS_MAX = 500;

/**
 * The settings that switch off every filter driver named in `git config --list -z --name-only`, so that git can compare a
 * working tree without running what the repository's configuration names. Undefined where that can't be vouched for: a name
 * that is no UTF-8 could not be passed back to git, and neither could too many.
 */
export function filterDriversOff(listing: Uint8Array): readonly (readonly [string, string])[] | undefined {
  const drivers = new Set<string>();
  // One character per byte: only what names a filter has to be readable.
  for (const entry of Buffer.from(listing).toString('latin1').split('\0')) {
    const name = /^filter\.(.*)\.[^.]+$/s.exec(entry)?.[1];
    if (name !== undefined) drivers.add(name);
  }
  const names = [...drivers].map(utf8Of);
  if (names.length > filterDriversMax || !names.every((name) => name !== undefined && name.length <= NAME_CHARS_MAX))
    return undefined;
  return names.flatMap((name): [string, string][] => [
    [`filter.${name}.clean`, ''],
    [`filter.${name}.smudge`, ''],
    [`filter.${name}.process`, ''],
    [`filter.${name}.required`, 'false'],
  ]);
}

function utf8Of(latin1: string): string | undefined {
  const bytes = Buffer.from(latin1, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined;
}
