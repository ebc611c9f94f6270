import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { PlantedTree } from './planted-tree.ts';

interface Case {
  /** The folder of the importing file, or the file itself where its name matters. */
  readonly from: string;
  readonly allowed: readonly string[];
  readonly forbidden: readonly string[];
}

const service = 'services/some-service/src';

/** One entry a row of the table in docs/decisions/toolchain.md, and a deeper folder where depth matters. */
const cases: readonly Case[] = [
  {
    from: 'packages/shared-types/src',
    allowed: ['./ids.ts', '@bufbuild/protobuf'],
    forbidden: ['@panal/kernel/pure', '@panal/journal', '../../kernel/src/pure/units.ts'],
  },
  {
    from: 'packages/kernel/src/pure',
    allowed: ['./units.ts'],
    forbidden: ['@panal/shared-types', '../runtime/log.ts', 'node:fs', 'zod'],
  },
  {
    from: 'packages/kernel/src/runtime',
    allowed: ['../pure/units.ts', '@panal/shared-types', 'pino', 'node:fs'],
    forbidden: ['@panal/journal', '@panal/testkit', '../../../journal/src/port.ts'],
  },
  {
    from: 'packages/sandbox/src',
    allowed: ['./limits.ts', '@panal/kernel/runtime', '@panal/shared-types', 'node:fs'],
    forbidden: ['@panal/journal', '@panal/agent-sdk', '@panal/llm-gateway'],
  },
  {
    from: 'packages/synapse-client/src',
    allowed: ['@panal/journal', '@panal/kernel/pure'],
    forbidden: ['@panal/audit', '@panal/synapse-engine', '../../../services/synapse-engine/src/core/x.ts'],
  },
  {
    from: 'packages/audit/src/pure',
    allowed: ['./tree.ts', '@panal/kernel/pure', 'node:crypto'],
    forbidden: ['../signing/key.ts', '@panal/kernel/runtime', 'node:fs', 'zod'],
  },
  {
    from: `${service}/core`,
    allowed: [
      './state.ts',
      './compliance/budget.ts',
      '@panal/shared-types/orchestrator',
      '@panal/kernel/pure',
      '@panal/audit/pure',
      '@panal/grouping',
      'node:crypto',
    ],
    forbidden: [
      '../shell/writer.ts',
      '../ports.ts',
      '../config.ts',
      '@panal/kernel/runtime',
      '@panal/audit',
      '@panal/journal',
      'node:fs',
      'zod',
    ],
  },
  {
    from: `${service}/core/deep/deeper`,
    allowed: ['./a.ts', '../a.ts', '../../state.ts'],
    forbidden: ['../../../shell/writer.ts', '../../../ports.ts', '../../../../../other/src/core/x.ts'],
  },
  {
    from: `${service}/ports.ts`,
    allowed: ['./core/state.ts', '@panal/shared-types', '@panal/kernel/pure'],
    forbidden: ['./shell/writer.ts', './adapters/disk.ts', '@panal/kernel/runtime', '@panal/journal', 'undici'],
  },
  {
    from: `${service}/shell`,
    allowed: [
      './queue.ts',
      '../core/state.ts',
      '../ports.ts',
      '../errors.ts',
      '@panal/journal',
      '@panal/kernel/runtime',
      'node:timers/promises',
    ],
    forbidden: ['../adapters/disk.ts', '../rpc/poll-task.ts', '../service.ts', '@panal/llm-gateway', 'undici'],
  },
  {
    from: `${service}/adapters`,
    allowed: ['./pool.ts', '../ports.ts', '@panal/kernel/runtime', 'undici', 'node:fs'],
    forbidden: ['../core/state.ts', '../shell/writer.ts', '../rpc/poll-task.ts', '@panal/some-service'],
  },
  {
    from: `${service}/rpc`,
    allowed: [
      './halt.ts',
      '../shell/writer.ts',
      '../core/state.ts',
      '@panal/kernel/runtime',
      '@panal/shared-types',
      '@grpc/grpc-js',
    ],
    forbidden: ['../adapters/disk.ts', '@panal/journal', 'undici'],
  },
  {
    from: `${service}/http/openai`,
    allowed: ['../route.ts', '../../shell/writer.ts', '../../errors.ts', 'node:http'],
    forbidden: ['../../adapters/disk.ts', '../../../other/src/x.ts', '@panal/journal'],
  },
  {
    from: `${service}/service.ts`,
    allowed: ['./adapters/disk.ts', './rpc/poll-task.ts', '@panal/journal', 'zod'],
    forbidden: ['@panal/orchestrator-core', '@panal/agent-sdk', '@panal/testkit', '../../llm-gateway/src/config.ts'],
  },
  {
    from: 'agents/coder/src/tools',
    allowed: ['../agent.ts', '@panal/agent-sdk', '@panal/sandbox', 'ai'],
    forbidden: [
      '@panal/reviewer',
      '@panal/workspace-service',
      '../../../reviewer/src/main.ts',
      '../../../../services/llm-gateway/src/main.ts',
    ],
  },
  {
    from: 'apps/cli/src',
    allowed: ['./watch.ts', '@panal/audit', '@panal/journal', 'commander'],
    forbidden: ['@panal/orchestrator-core', '@panal/coder', '../../../services/trello-bridge/src/config.ts'],
  },
  {
    from: 'services/some-service/test',
    allowed: ['../src/service.ts', './setup.ts', '@panal/testkit', '@panal/agent-sdk'],
    forbidden: ['../../other-service/src/service.ts', '../../../packages/journal/src/port.ts'],
  },
  {
    from: `${service}/core/state.test.ts`,
    allowed: ['vitest', 'fast-check', './state.ts', '@panal/testkit', 'node:fs'],
    forbidden: ['../shell/writer.ts', '@panal/journal', '@panal/some-service'],
  },
];

const plantedFiles = cases.flatMap(({ from, allowed, forbidden }, row) =>
  [...allowed, ...forbidden].map((specifier, index) => {
    // A row about one file name gets its own copies of the service, so that each holds one import.
    const isFile = from.endsWith('.ts');
    const path = isFile ? from.replace('some-service', `some-${row}-${index}`) : `${from}/planted-${row}-${index}.ts`;
    return { path, from, specifier, isForbidden: index >= allowed.length };
  }),
);

test('every import that the table forbids is found, and none that it allows', () => {
  using tree = new PlantedTree(
    Object.fromEntries(
      plantedFiles.map(({ path, specifier }) => [path, `import type { X } from '${specifier}';\nexport type Y = X;\n`]),
    ),
  );
  const { output } = tree.runGate('lint');
  const found = new Set(
    output.split('\n').flatMap((line) => (line.includes('no-restricted-imports') ? [line.slice(0, line.indexOf(':'))] : [])),
  );
  const wrong = plantedFiles.filter(({ path, isForbidden }) => found.has(path) !== isForbidden);
  expect(
    wrong.map(({ from, specifier, isForbidden }) => `${from} -> ${specifier} ${isForbidden ? 'was let through' : 'was refused'}`),
  ).toEqual([]);
});

test('an exported, a dynamic and a side-effect import are imports too', () => {
  const file = (name: string) => `${service}/core/${name}.ts`;
  using tree = new PlantedTree({
    [file('exported')]: "export { x } from '../shell/writer.ts';\n",
    [file('dynamic')]: "export const x = import('../shell/writer.ts');\n",
    [file('side-effect')]: "import '../shell/writer.ts';\n",
  });
  const { output } = tree.runGate('lint');
  for (const name of ['exported', 'dynamic', 'side-effect'])
    expect(output).toMatch(new RegExp(`${basename(file(name))}.*no-restricted-imports`));
});
