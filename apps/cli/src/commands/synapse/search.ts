import { namespaces } from '@panal/shared-types';
import { HybridSearchRequest, SearchMode, SearchRequest, SemanticEngineService } from '@panal/shared-types/synapse';
import type { Command } from 'commander';
import { wholeNumber } from '../../amounts.ts';
import { type CommandContext, withConnection } from '../../command.ts';
import { CliError, exitCodes } from '../../exit.ts';
import { safeText, table } from '../../show/output.ts';
import { type NamespaceOptions, addNamespace, requireKnown } from './namespaces.ts';

interface SearchOptions extends NamespaceOptions {
  readonly type: readonly string[];
  readonly limit: string;
  readonly depth: string;
}

const LIMIT_MAX = 1_000;
const DEPTH_MAX = 5;
const CONTENT_MAX = 120;
const collect = (value: string, previous: string[]): string[] => [...previous, value];

/** A class as people write it: `swarm:Task`, or an IRI. */
function classIri(text: string): string {
  const [prefix = '', name] = text.split(':', 2);
  const base = Object.entries(namespaces).find(([known]) => known === prefix)?.[1];
  if (base !== undefined && name !== undefined) return base + name;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>]+$/.test(text)) return text;
  throw new CliError(
    `--type ${text} is no class. Write an IRI, or a prefix and a name: ${Object.keys(namespaces).join(', ')}.`,
    exitCodes.usage,
  );
}

async function search(text: string, options: SearchOptions, context: CommandContext): Promise<void> {
  const limit = wholeNumber(options.limit, '--limit', { min: 1, max: LIMIT_MAX });
  const depth = wholeNumber(options.depth, '--depth', { min: 0, max: DEPTH_MAX });
  const types = options.type.map(classIri);
  const common = { query: text, namespace: options.namespace, limit, types };
  const channel = context.connection.to('synapse');
  const { results } =
    depth === 0
      ? await channel.call(SemanticEngineService.search, SearchRequest.fromPartial(common))
      : await channel.call(
          SemanticEngineService.hybridSearch,
          HybridSearchRequest.fromPartial({ ...common, graphDepth: depth, vectorK: limit, mode: SearchMode.HYBRID }),
        );
  if (results.length === 0) await requireKnown(context, options.namespace);
  context.output.result(results, () =>
    results.length === 0
      ? 'Nothing was found.'
      : table(
          ['SCORE', 'THING', 'TEXT'],
          results.map(({ score, uri, content }) => [
            score.toFixed(3),
            safeText(uri),
            safeText(content).replaceAll(/\s+/g, ' ').slice(0, CONTENT_MAX),
          ]),
        ),
  );
}

export function addSearch(synapse: Command): void {
  const command = synapse
    .command('search')
    .argument('<text>', 'words to look for')
    .option('--type <class>', 'only things of this class, e.g. swarm:GoldenRule; may be repeated', collect, [])
    .option('--depth <n>', `also what lies up to so many steps around, at most ${DEPTH_MAX}`, '0')
    .option('--limit <n>', `at most so many, up to ${LIMIT_MAX}`, '10')
    .description('Find things by their texts')
    .addHelpText(
      'after',
      `
Examples:
  panal synapse search 'connection refused'
  panal synapse search 'npm test' --type swarm:GoldenRule --depth 1`,
    );
  addNamespace(command).action((text: string, options: SearchOptions, self: Command) =>
    withConnection(self, (context) => search(text, options, context)),
  );
}
