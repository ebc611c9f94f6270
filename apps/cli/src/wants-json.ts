import type { Command } from 'commander';

/** The `--json` flag, given before or after the command's name. */
export const wantsJson = (command: Command): boolean => command.optsWithGlobals()['json'] === true;
