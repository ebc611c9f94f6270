import type { Command } from 'commander';
import { Connection, callError } from './connection.ts';
import { type Output, createOutput } from './show/output.ts';
import { wantsJson } from './wants-json.ts';

/** What a command that talks to a running Panal works with. */
export interface CommandContext {
  readonly connection: Connection;
  readonly output: Output;
}

/** Runs a command's work over a connection that is closed in the end; failed calls become one line with the right exit code. */
export async function withConnection(command: Command, work: (context: CommandContext) => Promise<void>): Promise<void> {
  const connection = new Connection();
  try {
    await work({ connection, output: createOutput(wantsJson(command)) });
  } catch (error) {
    throw callError(error);
  } finally {
    connection.close();
  }
}
