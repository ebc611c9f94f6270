import { type Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { CliError, exitCodes } from './exit.ts';
import { createProgram } from './program.ts';

/** The line and the exit code for whatever ended a command. */
async function explain(error: unknown): Promise<{ line: string; exitCode: number }> {
  if (error instanceof CommanderError) return { line: '', exitCode: error.exitCode === 0 ? exitCodes.ok : exitCodes.usage };
  if (error instanceof CliError) return { line: error.message, exitCode: error.exitCode };
  // Loaded here alone: most commands that need no running Panal do without it.
  const { ConfigError } = await import('@panal/kernel/runtime');
  if (error instanceof ConfigError) return { line: error.message, exitCode: exitCodes.usage };
  const known = error as NodeJS.ErrnoException;
  return { line: known.code ? `${known.message}` : (known.stack ?? String(error)), exitCode: exitCodes.failed };
}

function exitOverrideAll(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) exitOverrideAll(child);
}

/** Ends the process once a pipe has taken what was written: `process.exit` alone would drop it. */
async function exitFlushed(exitCode: number): Promise<never> {
  await new Promise((resolve) => process.stdout.write('', resolve));
  process.exit(exitCode);
}

// A reader such as `head` that has seen enough ends the command, without a word.
process.stdout.on('error', (error: NodeJS.ErrnoException) =>
  process.exit(error.code === 'EPIPE' ? exitCodes.ok : exitCodes.failed),
);

try {
  const program = await createProgram(process.argv.slice(2));
  exitOverrideAll(program);
  await program.parseAsync(process.argv);
  await exitFlushed(Number(process.exitCode ?? exitCodes.ok));
} catch (error) {
  const { line, exitCode } = await explain(error);
  if (line) process.stderr.write(`${pc.red('panal:')} ${line}\n`);
  await exitFlushed(exitCode);
}
