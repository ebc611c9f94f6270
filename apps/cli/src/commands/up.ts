import { loadConfig } from '@panal/kernel/runtime';
import type { Command } from 'commander';
import pc from 'picocolors';
import { CliError, exitCodes } from '../exit.ts';
import { type InstallationOptions, startInstallation } from '../supervisor/installation.ts';
import { processes } from '../supervisor/processes.ts';

interface UpOptions {
  readonly autoPorts?: boolean;
}

async function run(selected: InstallationOptions): Promise<void> {
  const installation = await startInstallation(selected);
  const { common } = installation;
  process.stderr.write(`${pc.green('Panal is up.')} Data: ${common.dataDir}  Logs: ${installation.logDir}\n`);
  process.stderr.write(
    `Orchestrator ${common.host}:${common.ports.orchestrator.grpc}  Gateway http://${common.host}:${common.ports.gateway.http}/v1  Ctrl-C stops everything.\n`,
  );
  const reason = await installation.stopped;
  process.stderr.write(`\nStopping (${reason})\n`);
  await installation.stop();
}

export function addUp(program: Command): void {
  program
    .command('up')
    .description('Start every process of Panal and keep them running until Ctrl-C')
    .option('--auto-ports', 'use free ports instead of the configured ones')
    .addHelpText(
      'after',
      '\nExamples:\n  panal up\n  PANAL_PORTS_GATEWAY_HTTP=4100 panal up\n  OPENAI_API_KEY=… PANAL_GATEWAY_DEFAULT_MODEL=gpt-5 panal up',
    )
    .action(async (options: UpOptions) => {
      await run({ common: loadConfig({}).common, processes, env: process.env, autoPorts: options.autoPorts === true });
    });

  program
    .command('serve')
    .argument('<name>', `which process: ${processes.map(({ name }) => name).join(', ')}`)
    .description('Start one process alone, beside others started the same way')
    .addHelpText('after', '\nExample:\n  panal serve llm-gateway')
    .action(async (name: string) => {
      const spec = processes.find((candidate) => candidate.name === name);
      if (!spec)
        throw new CliError(
          `There is no process "${name}". Choose one of: ${processes.map((candidate) => candidate.name).join(', ')}.`,
          exitCodes.usage,
        );
      await run({ common: loadConfig({}).common, processes: [spec], env: process.env, autoPorts: false, alone: true });
    });
}
