// Who may import what: the table behind `npm run check`, turned into one oxlint override a row and folder depth.
//
// oxlint compares the text of an import, not the file it leads to, and a later override replaces an earlier one. So a row
// lists what is allowed, written as it looks from each depth, and every file is matched by the last row that names it.
// `tools/tidy.mjs` forbids `./../` and `x/../y`, which would slip past a comparison of texts.

import type { OxlintOverride } from 'oxlint';

/** What the files of one folder may import. Patterns are those of .gitignore. */
export interface BoundaryRow {
  /** Named in the message of a violation. */
  readonly name: string;
  /** The `src` folders (or test folders) it is about. */
  readonly root: string;
  /** The folder below `root`; '' is `root` itself with everything below that no later row names. */
  readonly folder: string;
  /** File names, without extension. Default `*`. */
  readonly files?: string;
  /** Paths below `root` that it may import besides its own folder. */
  readonly own: readonly string[];
  /** Packages of ours. */
  readonly ours: readonly string[];
  /** npm packages and Node's modules: all, or these. */
  readonly others: 'all' | readonly string[];
}

/** Folders below a row's folder that it reaches; `tools/tidy-rules.mjs` allows no deeper ones. */
const DEPTH_MAX = 4;

const withParts = (names: readonly string[]): string[] => names.flatMap((name) => [`@panal/${name}`, `@panal/${name}/*`]);
const kernel = withParts(['shared-types', 'kernel']);
const pure = [...withParts(['shared-types']), '@panal/kernel/pure'];
const servicePackages = withParts(['shared-types', 'kernel', 'journal', 'audit', 'grouping', 'sandbox', 'synapse-client']);
const clientPackages = [...servicePackages, ...withParts(['agent-sdk', 'trello-emulator'])];
const corePackages = [...pure, '@panal/audit/pure', ...withParts(['grouping'])];
/** Hashing is a pure function; `tools/tidy-rules.mjs` forbids that module's randomness. */
const hashing = ['node:crypto'];
const nodeModules = ['node:*', 'node:*/*'];
const crossCutting = ['errors.ts', 'metrics.ts'];
const service = 'services/*/src';

/** The table; where two rows name a file, the later one counts. */
const boundaryRows: readonly BoundaryRow[] = [
  { name: 'a package', root: 'packages/*/src', folder: '', own: ['**'], ours: kernel, others: 'all' },
  {
    name: 'a package that stores',
    root: 'packages/{synapse-client,testkit}/src',
    folder: '',
    own: ['**'],
    ours: [...kernel, ...withParts(['journal'])],
    others: 'all',
  },
  { name: 'shared-types', root: 'packages/shared-types/src', folder: '', own: ['**'], ours: [], others: 'all' },
  { name: 'kernel', root: 'packages/kernel/src', folder: '', own: ['**'], ours: withParts(['shared-types']), others: 'all' },
  { name: 'the pure part of a package', root: 'packages/*/src', folder: 'pure', own: [], ours: pure, others: hashing },
  { name: 'kernel/pure', root: 'packages/kernel/src', folder: 'pure', own: [], ours: [], others: [] },
  { name: 'a service', root: service, folder: '', own: ['**'], ours: servicePackages, others: 'all' },
  { name: 'ports', root: service, folder: '', files: 'ports', own: ['core/**'], ours: corePackages, others: hashing },
  { name: 'core', root: service, folder: 'core', own: [], ours: corePackages, others: hashing },
  {
    name: 'shell',
    root: service,
    folder: 'shell',
    own: ['core/**', 'ports.ts', ...crossCutting],
    ours: servicePackages,
    others: nodeModules,
  },
  {
    name: 'an adapter',
    root: service,
    folder: 'adapters',
    own: ['ports.ts', ...crossCutting],
    ours: servicePackages,
    others: 'all',
  },
  ...['rpc', 'http'].map((folder) => ({
    name: folder,
    root: service,
    folder,
    own: ['core/**', 'shell/**', ...crossCutting],
    ours: kernel,
    others: [...nodeModules, '@grpc/grpc-js', 'zod'],
  })),
  { name: 'an agent or app', root: '{agents,apps}/*/src', folder: '', own: ['**'], ours: clientPackages, others: 'all' },
  {
    name: 'a test',
    root: '{packages,services,agents,apps}/*/test',
    folder: '',
    own: ['**', '../src/**'],
    ours: withParts(['*']),
    others: 'all',
  },
];

const up = (levels: number): string => '../'.repeat(levels);

/** What a file `depth` folders below the row's folder may import, as .gitignore patterns: denials first, then exceptions. */
function patternsAt(row: BoundaryRow, depth: number, isTest: boolean): string[] {
  const levels = depth + (row.folder ? 1 : 0);
  const inFolder = row.folder || row.own.includes('**');
  const denied = row.others === 'all' || isTest ? ['@panal/*', '@panal/*/**', './**', '../**'] : ['*'];
  const allowed = [...row.ours, ...(row.others === 'all' ? [] : row.others), ...(isTest ? withParts(['testkit']) : [])];
  return [
    ...denied,
    ...(inFolder ? ['!./*', '!./**'] : []),
    ...Array.from({ length: depth }, (_, above) => `!${up(above + 1)}**`),
    `${up(depth + 1)}**`,
    ...row.own
      .filter((path) => path !== '**')
      .map((path) => `!${levels === 0 && !path.startsWith('..') ? './' : up(levels)}${path}`),
    ...allowed.map((name) => `!${name}`),
  ];
}

function override(row: BoundaryRow, depth: number, isTest: boolean): OxlintOverride {
  const folders = [row.root, row.folder, ...Array.from({ length: depth }, () => '*')].filter(Boolean).join('/');
  const name = row.files ?? '*';
  const own = row.own.includes('**')
    ? 'its own files'
    : [row.folder && `own ${row.folder}`, ...row.own].filter(Boolean).join(', ');
  const ours = row.ours.filter((pattern) => !pattern.endsWith('/*')).join(', ') || 'no package of ours';
  const others = row.others === 'all' ? 'any npm package' : row.others.join(', ') || 'no npm package and no Node module';
  return {
    files: [`${folders}/${name}${isTest ? '.test' : ''}.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: patternsAt(row, depth, isTest), message: `${row.name} may import ${own}; ${ours}; ${others}` }] },
      ],
    },
  };
}

/** oxlint overrides for the whole table. Unit tests follow their folder's row, and may also use the test tools. */
export const boundaryOverrides = boundaryRows.flatMap((row) =>
  Array.from({ length: DEPTH_MAX + 1 }, (_, depth) => depth)
    .filter((depth) => depth === 0 || !row.files)
    .flatMap((depth) => [override(row, depth, false), override(row, depth, true)]),
);
