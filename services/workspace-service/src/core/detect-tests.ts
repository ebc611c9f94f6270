import { parseManifest, scriptsOf } from './dependency-delta.ts';

/** What detection looks at: names in the root of the tree, all paths, and the text of a few files. */
export interface TreeOverview {
  readonly paths: readonly string[];
  /** Text of `package.json`, `pyproject.toml`, `Makefile`, … of the root, where they are there. */
  readonly files: Readonly<Record<string, string | undefined>>;
}

export interface TestPlan {
  /** A POSIX shell command that runs the tests from the root of a checkout. */
  readonly command: string;
  /** Technology stack: `node`, `python`, `go`, `rust`, `make`, or `unknown`. */
  readonly stack: string;
  /** Where the command comes from, in words. */
  readonly source: string;
}

/** Root files that detection reads. */
export const overviewFiles = [
  'package.json',
  'pyproject.toml',
  'setup.cfg',
  'tox.ini',
  'requirements.txt',
  'requirements-dev.txt',
  'Makefile',
  'makefile',
  'GNUmakefile',
] as const;

/** How a repository's tests are run: the operator's command, else what the tree says; undefined when it says nothing. */
export function detectTests(tree: TreeOverview, gateCommand: string): TestPlan | undefined {
  const detected = detectNode(tree) ?? detectPython(tree) ?? detectGo(tree) ?? detectCargo(tree) ?? detectMake(tree);
  if (gateCommand !== '') return { command: gateCommand, stack: detectStack(tree), source: "the repository's gate command" };
  return detected;
}

/** The technology stack by the files of the root; `unknown` when none is known. */
export function detectStack(tree: TreeOverview): string {
  const has = (...names: string[]): boolean => names.some((name) => tree.paths.includes(name));
  if (has('package.json')) return 'node';
  if (has('pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'tox.ini')) return 'python';
  if (has('go.mod')) return 'go';
  if (has('Cargo.toml')) return 'rust';
  if (tree.paths.some((path) => /\.(?:m?[jt]s|cjs)$/.test(path))) return 'node';
  if (tree.paths.some((path) => path.endsWith('.py'))) return 'python';
  return has('Makefile', 'makefile', 'GNUmakefile') ? 'make' : 'unknown';
}

/**
 * The script that `npm test` would run, with its pre and post scripts, as one shell command. Run by us rather than by npm, so
 * that the script of the base commit can be run on a later one.
 */
function detectNode({ files }: TreeOverview): TestPlan | undefined {
  const manifest = parseManifest(files['package.json']);
  const scripts = manifest === undefined ? {} : scriptsOf(manifest);
  const test = scripts['test']?.trim();
  if (!test || /no test specified/.test(test)) return undefined;
  const steps = [scripts['pretest'], test, scripts['posttest']].filter((step) => step !== undefined && step.trim() !== '');
  const command = steps.join(' && ');
  const plain = /^node\s/.test(test) && steps.length === 1;
  return {
    command: plain ? command : `PATH="$PWD/node_modules/.bin:$PATH"; ${command}`,
    stack: 'node',
    source: 'scripts.test of package.json',
  };
}

function detectPython({ paths, files }: TreeOverview): TestPlan | undefined {
  const says = (name: string, word: RegExp): boolean => word.test(files[name] ?? '');
  const usesPytest =
    paths.some((path) => /^(?:pytest\.ini|(?:tests?\/)?conftest\.py)$/.test(path)) ||
    says('pyproject.toml', /pytest/) ||
    says('setup.cfg', /\[tool:pytest\]/) ||
    says('tox.ini', /pytest/) ||
    says('requirements.txt', /^pytest/m) ||
    says('requirements-dev.txt', /^pytest/m);
  if (usesPytest) return { command: 'python3 -m pytest -q -p no:cacheprovider', stack: 'python', source: 'pytest is configured' };
  const testFile = paths.find((path) => /^(?:tests?\/)?test[^/]*\.py$/.test(path));
  if (testFile === undefined) return undefined;
  const folder = testFile.includes('/') ? testFile.slice(0, testFile.indexOf('/')) : '.';
  const top = folder === '.' ? '' : ` -s ${folder} -t .`;
  const start = paths.includes(`${folder}/__init__.py`) ? top : folder === '.' ? '' : ` -s ${folder}`;
  return { command: `python3 -m unittest discover${start}`, stack: 'python', source: 'test files of unittest' };
}

function detectGo({ paths }: TreeOverview): TestPlan | undefined {
  if (!paths.includes('go.mod')) return undefined;
  return { command: 'go test -json ./...', stack: 'go', source: 'go.mod' };
}

function detectCargo({ paths }: TreeOverview): TestPlan | undefined {
  if (!paths.includes('Cargo.toml')) return undefined;
  return { command: 'cargo test --offline --no-fail-fast', stack: 'rust', source: 'Cargo.toml' };
}

function detectMake(tree: TreeOverview): TestPlan | undefined {
  const makefile = ['GNUmakefile', 'makefile', 'Makefile'].map((name) => tree.files[name]).find((text) => text !== undefined);
  if (makefile === undefined || !/^test\s*:/m.test(makefile)) return undefined;
  return { command: 'make test', stack: detectStack(tree), source: 'target "test" of the Makefile' };
}
