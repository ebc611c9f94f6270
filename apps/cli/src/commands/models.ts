import { GatewayAdminService, ListModelsRequest } from '@panal/shared-types/gateway';
import type { Command } from 'commander';
import pc from 'picocolors';
import { type CommandContext, withConnection } from '../command.ts';
import { safeText, table } from '../show/output.ts';

const NO_MODELS =
  'No model is named in the settings and none was asked for yet. Any model that its provider prices is served; name some in gateway.upstreams.';

async function listModels({ connection, output }: CommandContext): Promise<void> {
  const { models } = await connection.to('gateway').call(GatewayAdminService.listModels, ListModelsRequest.fromPartial({}));
  output.result(models, () =>
    models.length === 0
      ? NO_MODELS
      : table(
          ['MODEL', 'SENT TO', 'KEY', 'WEIGHT', 'STATE', 'PRICE'],
          models.flatMap((model) =>
            model.targets.length === 0
              ? [[safeText(model.model), safeText(model.upstream), '', '', '', safeText(model.price)]]
              : model.targets.map((target, index) => [
                  index === 0 ? safeText(model.model) : '',
                  safeText(target.model === model.model ? target.upstream : `${target.upstream} as ${target.model}`),
                  String(target.key),
                  String(target.weight),
                  target.state === 'closed' ? 'closed' : pc.yellow(safeText(target.state)),
                  index === 0 ? safeText(model.price) : '',
                ]),
          ),
        ),
  );
}

export function addModels(program: Command): void {
  program
    .command('models')
    .description('Models, what they cost, and the health of what serves them (closed: in use, open: left alone for a while)')
    .addHelpText('after', '\nExamples:\n  panal models\n  panal models --json')
    .action((_options: unknown, command: Command) => withConnection(command, listModels));
}
