// The rules of `tools/tidy.mjs`. A file rule looks at one file; a tree rule at what files say about each other.
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { missingOptional } from './complete-lock.mjs';

const FILE_BYTES_MAX = 1_000_000;
const FOLDER_DEPTH_MAX = 4;
const code = /\.(ts|mjs)$/;
const anyFile = /^/;
const lockFile = /(^|\/)package-lock\.json$/;
const generated = /\/generated\//;
// The rules name what they forbid.
const tidyItself = /^(tools\/tidy-rules\.mjs|tests\/gates\/.*)$/;

/** Findings of every line that `pattern` matches; `message` may use the match. */
const linesWith = (pattern, message) => (text) =>
  text.split('\n').flatMap((lineText, index) => {
    const match = pattern.exec(lineText);
    return match ? [{ line: index + 1, message: message(match) }] : [];
  });

/** The source without comments and string contents, so that words in prose are not taken for code. Line numbers stay. */
function stripProse(text) {
  const tokens = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;
  return text.replace(tokens, (token) => token.replace(/[^\n]/g, ' '));
}

const impure =
  /\b(Date\.now|new Date\(\)|Math\.random|performance\.|setTimeout|setInterval|setImmediate|queueMicrotask|process\.|random[A-Z]\w*|getRandomValues|generateKey\w*|fetch\(|console\.|async\s*(?:\(|function|\w+\s*[(=])|await\s+[\w(])/;

function misplaced(path) {
  const parts = path.split('/');
  const src = parts.indexOf('src');
  if (src < 0) return [];
  const folders = parts.slice(src + 1, -1);
  const findings = [];
  if (folders.length > FOLDER_DEPTH_MAX)
    findings.push({ message: `lies more than ${FOLDER_DEPTH_MAX} folders below src: the import rules don't reach it` });
  if (parts[0] === 'services' && folders[0] && !['core', 'shell', 'adapters', 'rpc', 'http'].includes(folders[0])) {
    findings.push({
      message: `a service has core, shell, adapters, rpc and http, not ${folders[0]}: the import rules don't know it`,
    });
  }
  return findings;
}

function badName(path) {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(^|[.-])(utils?|helpers?|(?<!product-)managers?|misc|common)[.-]/.test(name))
    return [{ message: 'name it after what it holds: no utils, helpers, manager' }];
  return /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name) ? [] : [{ message: 'file names are kebab-case' }];
}

function brokenLinks(text, path, tree) {
  const links = [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map((match) => match[1])
    .filter((target) => !/^[a-z]+:/.test(target));
  return links
    .filter((target) => !existsSync(join(tree.root, dirname(path), target)))
    .map((target) => ({ message: `links to ${target}, which does not exist` }));
}

function unknownDecisions(text, path, tree) {
  const named = [...text.matchAll(/docs\/decisions\/[\w-]+\.md/g)].map((match) => match[0]);
  return [...new Set(named)]
    .filter((name) => !tree.paths.includes(name))
    .map((name) => ({ message: `names ${name}, which does not exist` }));
}

function looseVersions(text) {
  const manifest = JSON.parse(text);
  const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies };
  const findings = Object.entries(all)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({ message: `${name} must be pinned to one version, not ${version}` }));
  if (manifest.license !== 'Apache-2.0') findings.push({ message: 'the licence is Apache-2.0' });
  return findings;
}

/** Rules about one file: `about` and `except` are matched with its path; `find` returns `{ line?, message }`s. */
export const fileRules = [
  {
    about: anyFile,
    binary: true,
    find: (_, path, tree) => (tree.sizeOf(path) < FILE_BYTES_MAX ? [] : [{ message: 'is 1 MB or more' }]),
  },
  { about: code, except: generated, find: (_, path) => badName(path) },
  { about: code, find: (_, path) => misplaced(path) },
  {
    about: anyFile,
    except: tidyItself,
    // Not in a string: test runners write the word, too.
    find: linesWith(
      /(?:\/\/|\/\*|^\s*(?:\*|#|<!--|-)).*\b(TODO|FIXME|XXX)\b|@@[A-Z_]+@@/,
      (m) => `finish it or file it: no ${m[1] ?? m[0]}`,
    ),
  },
  {
    about: anyFile,
    except: tidyItself,
    find: linesWith(/(?<![\w.~$}/-])\/(work|root|home\/\w+|Users\/\w+)\/\w/, (m) => `names a path of one machine: ${m[0]}`),
  },
  {
    about: anyFile,
    except: tidyItself,
    find: linesWith(
      /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|npmmirror\.com|pypi\.org|deb\.debian\.org|static\.crates\.io)\b/,
      (m) => `names a download host: ${m[1]}`,
    ),
  },
  {
    about: lockFile,
    find: linesWith(/"resolved": "https?:/, () => 'the lock file must not name download hosts (omit-lockfile-registry-resolved)'),
  },
  {
    about: /\.test\.ts$/,
    except: tidyItself,
    find: linesWith(
      /\b(test|it|describe|suite)(\.\w+)*\.(skip|only|todo)\b|\bx(it|describe)\(/,
      (m) => `${m[0]} switches tests off: use skipIf with a reason`,
    ),
  },
  { about: /test_\w+\.py$/, find: linesWith(/@(unittest\.)?skip\(/, () => 'skips always: use skipUnless with a reason') },
  {
    about: code,
    except: tidyItself,
    find: linesWith(
      /(from|import\()\s*['"](\.\/\.\.|[^'"]*[^./'"]\/\.\.\/)/,
      () => 'write the shortest path: `./../` and `x/../y` slip past the import rules',
    ),
  },
  {
    about: code,
    except: /\/generated\/|^tests\/gates\//,
    find: linesWith(
      /(\/\/|\/\*)\s*(oxlint|eslint)-disable((?!.*-- \S)|.*(no-restricted-imports|no-cycle))/,
      () => 'a lint rule is switched off only with ` -- reason`, and the import rules never',
    ),
  },
  {
    about: /^(services\/[^/]+\/src\/core|packages\/[^/]+\/src\/pure)\/.*\.ts$/,
    except: /\.test\.ts$/,
    find: (text) => linesWith(impure, (m) => `pure code has no clock, randomness, I/O or await: ${m[1]}`)(stripProse(text)),
  },
  { about: /\.md$/, find: brokenLinks },
  { about: anyFile, except: tidyItself, find: unknownDecisions },
  { about: /(^|\/)package\.json$/, except: /^(examples|tests)\//, find: looseVersions },
];

/** Every workspace's tsconfig.json refers to exactly the workspaces that its package.json depends on. */
function referencesFollowDependencies({ paths, read }) {
  const manifests = paths.filter((path) => /^(packages|services|agents|apps)\/[^/]+\/package\.json$/.test(path));
  const folderOf = new Map(manifests.map((path) => [JSON.parse(read(path)).name, dirname(path)]));
  return manifests.flatMap((path) => {
    const dir = dirname(path);
    const config = `${dir}/tsconfig.json`;
    if (!paths.includes(config)) return [`${dir}: has no tsconfig.json`];
    const wanted = Object.keys(JSON.parse(read(path)).dependencies ?? {}).flatMap((name) => folderOf.get(name) ?? []);
    const present = (JSON.parse(read(config)).references ?? []).map((reference) => normalize(join(dir, reference.path)));
    const absent = wanted
      .filter((folder) => !present.includes(folder))
      .map((folder) => `${config}: lacks the reference to ${folder}, a dependency`);
    const extra = present
      .filter((folder) => !wanted.includes(folder))
      .map((folder) => `${config}: refers to ${folder}, which is no dependency`);
    return [...absent, ...extra];
  });
}

/** The root tsconfig.build.json builds every workspace. */
function rootBuildsAll({ paths, read }) {
  if (!paths.includes('tsconfig.build.json')) return [];
  const built = JSON.parse(read('tsconfig.build.json')).references.map((reference) => normalize(reference.path));
  const folders = paths
    .filter((path) => /^(packages|services|agents|apps)\/[^/]+\/tsconfig\.json$/.test(path))
    .map((path) => dirname(path));
  return folders.filter((folder) => !built.includes(folder)).map((folder) => `tsconfig.build.json: does not build ${folder}`);
}

/** Lock files list the optional packages of every platform. */
function locksAreComplete({ paths, read }) {
  return paths
    .filter((path) => lockFile.test(path))
    .flatMap((path) => {
      const missing = Object.keys(missingOptional(JSON.parse(read(path)).packages ?? {}));
      return missing.length
        ? [
            `${path}: lacks ${missing.length} optional packages (first: ${missing[0]}): run node tools/complete-lock.mjs ${dirname(path)}`,
          ]
        : [];
    });
}

/** Rules about the whole tree; each returns lines. */
export const treeRules = [referencesFollowDependencies, rootBuildsAll, locksAreComplete];
