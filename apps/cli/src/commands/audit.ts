import type { Command } from 'commander';

export function addAudit(program: Command): void {
  program.command('audit');
}
