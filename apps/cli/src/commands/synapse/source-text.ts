import { existsSync, readFileSync } from 'node:fs';
import { CliError, exitCodes } from '../../exit.ts';

/** Text of a query or an update: the argument, a file, or standard input (`-`, or neither given). */
export function sourceText(argument: string | undefined, file: string | undefined): string {
  if (argument !== undefined && argument !== '-') {
    if (file !== undefined) throw new CliError('Give the text or --file, not both.', exitCodes.usage);
    return argument;
  }
  if (file !== undefined && file !== '-') {
    if (!existsSync(file)) throw new CliError(`There is no file ${file}.`, exitCodes.usage);
    return readFileSync(file, 'utf8');
  }
  if (process.stdin.isTTY) throw new CliError('Give the text, --file FILE, or pipe it in.', exitCodes.usage);
  return readFileSync(0, 'utf8');
}
