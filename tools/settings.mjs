// Writes docs/configuration.md from the schemas of the settings and the comments beside them. `--check` compares instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootDir } from '../launch/root.mjs';

const target = join(rootDir, 'docs', 'configuration.md');
const load = (file) => import(join(rootDir, file));
const { commonSchema, settingVariables } = await load('packages/kernel/src/runtime/config.ts');

/** Section, title, file of the schema, its export, and the part of the section that it describes. */
const parts = [
  ['', 'All processes', 'packages/kernel/src/runtime/config.ts', 'commonSchema'],
  ['orchestrator', 'orchestrator-core', 'services/orchestrator-core/src/config.ts', 'orchestratorSchema'],
  ['gateway', 'llm-gateway', 'services/llm-gateway/src/config.ts', 'gatewaySchema'],
  ['workspace', 'workspace-service', 'services/workspace-service/src/config.ts', 'workspaceSchema'],
  ['analyst', 'analyst-service', 'services/analyst-service/src/config.ts', 'analystSchema'],
  ['synapse', 'synapse-engine', 'services/synapse-engine/src/config.ts', 'synapseSchema'],
  ['bridge', 'trello-bridge', 'services/trello-bridge/src/config.ts', 'bridgeSchema'],
  ['agents.productManager', 'product-manager', 'agents/product-manager/src/settings.ts', 'productManagerSettings'],
  ['agents.coder', 'coder', 'agents/coder/src/settings.ts', 'coderSettings'],
  ['agents.reviewer', 'reviewer', 'agents/reviewer/src/settings.ts', 'reviewerSettings'],
];

const snake = (text) =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll('.', '_')
    .toUpperCase();

/** The source of each value at the top level of a file; what the formatter wrote is told apart by its indents. */
function valuesOf(source) {
  const starts = [...source.matchAll(/^(?:export )?(?:const|function) (\w+)/gm)];
  return new Map(starts.map((match, at) => [match[1], source.slice(match.index, starts[at + 1]?.index)]));
}

/** A property in the source of an object: the comment right before it, and its own source. Undefined where it has no line of its own. */
function propertyIn(source, name) {
  const found = [...source.matchAll(new RegExp(`^( +)${name}(?:,|:.*)$`, 'gm'))].toSorted((a, b) => a[1].length - b[1].length)[0];
  if (!found) return undefined;
  const [, comment = ''] = /\/\*\*\s*((?:(?!\*\/)[^])*?)\s*\*\/\s*$/.exec(source.slice(0, found.index)) ?? [];
  const rest = source.slice(found.index).split('\n');
  const end = rest.findIndex((line, at) => at > 0 && new RegExp(`^ {0,${found[1].length}}[^ }\\])]`).test(line));
  const text = comment.replace(/\s*\n\s*\*\s?/g, ' ').replace(/^\*+\s*/, '');
  return { comment: text.trim(), source: rest.slice(0, end < 0 ? undefined : end).join('\n') };
}

/** The comment of a setting in the file of its schema, or of the nearest of what it is a part of. */
function commentOf(values, exported, path) {
  let comment = '';
  let sources = [values.get(exported) ?? ''];
  for (const name of path) {
    const property = sources.map((source) => propertyIn(source, name)).find((one) => one !== undefined);
    if (!property) break;
    comment = property.comment || comment;
    sources = [property.source, ...namedIn(property.source, values), ...(values.has(name) ? [values.get(name)] : [])];
  }
  return comment;
}

/** The values of the file that a source names. */
const namedIn = (source, values) => [...source.matchAll(/\b\w+\b/g)].flatMap(([name]) => values.get(name) ?? []);

const valueAt = (value, path) => path.reduce((part, key) => part?.[key], value);

function defaultsOf(schema) {
  const outcome = schema.safeParse({});
  return outcome.success ? outcome.data : {};
}

const cell = (text) => String(text).replaceAll(`${rootDir}/`, '').replaceAll('|', '\\|').replaceAll('\n', ' ');
const shown = (value) => (value === undefined ? '–' : `\`${typeof value === 'string' ? value || '""' : JSON.stringify(value)}\``);

async function section([name, title, file, exported]) {
  const schema = name === '' ? commonSchema : (await load(file))[exported];
  const values = valuesOf(readFileSync(join(rootDir, file), 'utf8'));
  const defaults = defaultsOf(schema);
  const rows = [...settingVariables(schema, name ? `PANAL_${snake(name)}` : 'PANAL')].map(([variable, { path }]) => {
    const setting = [name, ...path].filter(Boolean).join('.');
    return `| \`${setting}\` | \`${variable}\` | ${cell(shown(valueAt(defaults, path)))} | ${cell(commentOf(values, exported, path))} |`;
  });
  const head = name ? `## ${title} (\`${name}\`)` : `## ${title} (top level)`;
  return [head, '', '| setting | variable | default | meaning |', '|---|---|---|---|', ...rows, ''].join('\n');
}

const intro = `# Settings

Every setting can stand in \`panal.yaml\` (in the working folder, or the file that \`PANAL_CONFIG\` names) or in the environment, which goes first. Lists and
tables are given in the environment as JSON or YAML. A setting that is unknown or not valid stops the start with a line that names it.

\`\`\`yaml
dataDir: /var/lib/panal
ports: { gateway: { http: 4100 } }
gateway:
  defaultModel: gpt-5
  prices: { my-local-model: { input: 0, output: 0 } }   # US dollars per million tokens
\`\`\`

Secrets never stand in \`panal.yaml\`. They are read from the environment (\`OPENAI_API_KEY\`, \`ANTHROPIC_API_KEY\`, \`TRELLO_API_KEY\`, \`TRELLO_TOKEN\`,
\`TRELLO_APP_SECRET\`, or the variable that an upstream's \`apiKeyEnv\` names) by the one process that needs them, or from files that a setting names.
\`OPENAI_BASE_URL\` points the gateway at any OpenAI-compatible server.

This page is written by \`node tools/settings.mjs\` from the schemas themselves.

`;

const text = intro + (await Promise.all(parts.map(section))).join('\n');
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write(
    'panal: docs/configuration.md is out of date: run "node tools/settings.mjs" under Node 24 and commit the result\n',
  );
  process.exitCode = 1;
}
