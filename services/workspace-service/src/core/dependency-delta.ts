/** Files in which a repository says what it depends on, by base name. */
const manifests =
  /^(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|pnpm-workspace\.yaml|bun\.lockb?|deno\.lock|\.npmrc|\.yarnrc(?:\.yml)?|requirements[\w.-]*\.(?:txt|in)|constraints[\w.-]*\.txt|Pipfile(?:\.lock)?|poetry\.lock|uv\.lock|pdm\.lock|setup\.(?:py|cfg)|pyproject\.toml|environment\.ya?ml|go\.(?:mod|sum|work|work\.sum)|Cargo\.(?:toml|lock)|pom\.xml|build\.gradle(?:\.kts)?|gradle\.lockfile|Gemfile(?:\.lock)?|[\w.-]+\.gemspec|composer\.(?:json|lock)|Package\.(?:swift|resolved)|[\w.-]+\.(?:cs|fs|vb)proj|packages\.lock\.json|mix\.(?:exs|lock)|flake\.(?:nix|lock))$/;

const packageFields = [
  'dependencies',
  'devDependencies',
  'peerDependencies',
  'optionalDependencies',
  'bundleDependencies',
  'bundledDependencies',
  'overrides',
  'resolutions',
  'pnpm',
  'workspaces',
  'packageManager',
] as const;

const scriptsThatRunOnInstall = ['preinstall', 'install', 'postinstall', 'prepare'] as const;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether a changed file is a dependency manifest or lockfile whatever changed in it; `package.json` is compared by its fields. */
export const isDependencyFile = (path: string): boolean => manifests.test(baseName(path));

/** Whether a changed file is npm's manifest. */
export const isPackageManifest = (path: string): boolean => baseName(path) === 'package.json';

/** Fields of two versions of a `package.json` that differ and say what is installed; a text that is no JSON differs as a whole. */
export function packageDelta(before: string | undefined, after: string | undefined): string[] {
  const [old, current] = [parseManifest(before), parseManifest(after)];
  if (!old || !current) return ['package.json (no valid JSON)'];
  const fields = packageFields.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(current[field]));
  const [oldScripts, scripts] = [scriptsOf(old), scriptsOf(current)];
  const hooks = scriptsThatRunOnInstall.filter((name) => oldScripts[name] !== scripts[name]);
  return [...fields, ...hooks.map((name) => `scripts.${name}`)];
}

/** Scripts of a parsed manifest; whatever is no text is left out. */
export function scriptsOf(manifest: Readonly<Record<string, unknown>>): Record<string, string> {
  const { scripts } = manifest;
  if (typeof scripts !== 'object' || scripts === null) return {};
  return Object.fromEntries(Object.entries(scripts).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

/** A manifest as an object; an absent one is empty, one that is no object is undefined. */
export function parseManifest(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
