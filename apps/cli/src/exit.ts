/** Exit codes of the command line; documented in `panal --help`. */
export const exitCodes = {
  ok: 0,
  /** The thing asked for failed or was refused. */
  failed: 1,
  /** The command itself was not right: unknown option, missing value, bad file. */
  usage: 2,
  /** No running Panal answered. */
  unreachable: 3,
  interrupted: 130,
} as const;

/** An error that ends the command with one line and a code. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exitCode: number;

  constructor(message: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.exitCode = exitCode;
  }
}
