// `node tools/complete-lock.mjs [--check] [DIR]`: adds to package-lock.json the optional packages of other platforms.
//
// A registry mirror may lack the binaries of platforms that nobody behind it uses. npm then leaves them out of the lock
// file without a word, and `npm ci` refuses that lock file everywhere. An entry needs no integrity to be skipped on the
// platforms it is not for; where it is for, npm records what it fetched.
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const systems = new Set(['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']);
const processors = new Set(['arm', 'arm64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64']);
const libraries = new Map([
  ['gnu', 'glibc'],
  ['gnueabihf', 'glibc'],
  ['musl', 'musl'],
  ['musleabihf', 'musl'],
]);

/** Where npm would find `name` from the package at `path`, or undefined. */
function resolveIn(packages, path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const candidate = at ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    if (packages[candidate]) return candidate;
    if (!at) return undefined;
    if (!at.includes('/node_modules/')) at = '';
  }
}

/** A lock entry for a platform package, its `os`, `cpu` and `libc` read off its name. Throws when the name tells no platform. */
function platformEntry(name, version, isDev) {
  const words = name.slice(name.indexOf('/') + 1).split('-');
  const os = words.filter((word) => systems.has(word));
  const cpu = words.filter((word) => processors.has(word));
  const libc = os[0] === 'linux' ? words.flatMap((word) => libraries.get(word) ?? []) : [];
  if (os.length !== 1 && cpu.length !== 1)
    throw new Error(`cannot tell the platform of ${name}: add it to the lock file by hand`);
  return {
    version,
    ...(cpu.length ? { cpu } : {}),
    ...(isDev ? { dev: true } : {}),
    ...(libc.length ? { libc } : {}),
    optional: true,
    ...(os.length ? { os } : {}),
  };
}

/** The lock entries that are missing, by path. */
export function missingOptional(packages) {
  const missing = {};
  for (const [path, entry] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      if (resolveIn(packages, path, name)) continue;
      missing[`node_modules/${name}`] = platformEntry(name, version, entry.dev === true);
    }
  }
  return missing;
}

function main(args) {
  const dir = args.find((arg) => !arg.startsWith('--')) ?? join(dirname(fileURLToPath(import.meta.url)), '..');
  const file = join(dir, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingOptional(lock.packages);
  const names = Object.keys(missing);
  if (names.length === 0) return;
  if (args.includes('--check')) {
    process.stdout.write(
      `${file}: ${names.length} optional packages are missing (first: ${names[0]}); run \`node tools/complete-lock.mjs\` and commit\n`,
    );
    process.exitCode = 1;
    return;
  }
  const all = { ...lock.packages, ...missing };
  lock.packages = Object.fromEntries(
    Object.keys(all)
      .sort((a, b) => a.localeCompare(b, 'en'))
      .map((path) => [path, all[path]]),
  );
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`${file}: added ${names.length} optional packages of other platforms\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
