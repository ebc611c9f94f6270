import { ReasoningRequest, ReasoningStrategy, SemanticEngineService } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { type NamespaceOptions, addNamespace, requireKnown } from './namespaces.ts';

interface ReasonOptions extends NamespaceOptions {
  readonly strategy: string;
  readonly count?: boolean;
}

const TIMEOUT_MS = 600_000;
const strategies: Readonly<Record<string, ReasoningStrategy>> = {
  rdfs: ReasoningStrategy.RDFS,
  'owl-rl': ReasoningStrategy.OWLRL,
  none: ReasoningStrategy.NONE,
};

async function reason(options: ReasonOptions, context: CommandContext): Promise<void> {
  const { namespace } = options;
  const strategy = strategies[options.strategy];
  if (strategy === undefined)
    throw new CliError(
      `--strategy ${options.strategy} is not known. Use ${Object.keys(strategies).join(', ')}.`,
      exitCodes.usage,
    );
  const request = ReasoningRequest.fromPartial({ namespace, strategy, materialize: options.count !== true });
  const channel = context.connection.to('synapse');
  const reply = await channel.call(SemanticEngineService.applyReasoning, request, { timeoutMs: TIMEOUT_MS });
  if (reply.triplesInferred === 0) await requireKnown(context, namespace);
  context.output.result(
    { namespace, strategy: options.strategy, inferred: reply.triplesInferred, message: reply.message },
    () => [
      `${reply.triplesInferred} statements follow.`,
      reply.message.replace('set materialize to keep them', 'without --count they are kept'),
    ],
  );
}

export function addReason(synapse: Command): void {
  const command = synapse
    .command('reason')
    .option('--strategy <name>', 'rdfs or owl-rl; none: take away what was inferred', 'rdfs')
    .option('--count', 'only count what follows')
    .description('Infer what follows from a namespace and the ontology, into a graph of its own')
    .addHelpText('after', '\nExamples:\n  panal synapse reason --count\n  panal synapse reason -n notes --strategy owl-rl');
  addNamespace(command).action((options: ReasonOptions, self: Command) =>
    withConnection(self, (context) => reason(options, context)),
  );
}
