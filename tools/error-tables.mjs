// Writes docs/errors.md from the error tables of the services. `--check` compares instead.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { status } from '@grpc/grpc-js';
import { rootDir } from '../launch/root.mjs';

const target = join(rootDir, 'docs', 'errors.md');

/** Title, file and export of each table. */
const tables = [
  ['All services', 'packages/kernel/src/runtime/error-table.ts', 'commonErrors'],
  ['orchestrator-core', 'services/orchestrator-core/src/errors.ts', 'errors'],
  ['llm-gateway', 'services/llm-gateway/src/errors.ts', 'gatewayErrors'],
  ['workspace-service', 'services/workspace-service/src/errors.ts', 'workspaceErrors'],
  ['analyst-service', 'services/analyst-service/src/errors.ts', 'analystErrors'],
  ['synapse-engine', 'services/synapse-engine/src/errors.ts', 'synapseErrors'],
  ['trello-bridge', 'services/trello-bridge/src/errors.ts', 'bridgeErrors'],
];

const intro = `# Errors

What a refusal is called, what it is on each wire, and whether the same request may succeed later. gRPC calls carry the message as the status's details;
HTTP answers carry \`{"error": {"code", "message"}}\` (model calls: the caller's own dialect, see [gateway.md](gateway.md)). What is no expected refusal
is \`internal\`: it is logged in full and tells the caller nothing.

This page is written by \`node tools/error-tables.mjs\` from the tables themselves.
`;

async function section([title, file, exported]) {
  const table = (await import(join(rootDir, file)))[exported];
  if (Object.keys(table).length === 0) return '';
  const rows = Object.entries(table).map(
    ([code, row]) => `| \`${code}\` | ${status[row.grpc]} | ${row.http} | ${row.retryable ? 'yes' : 'no'} | ${row.message} |`,
  );
  return [
    `\n## ${title}\n`,
    '| code | gRPC | HTTP | again later | message when nothing more is known |',
    '|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

const text = intro + (await Promise.all(tables.map(section))).join('');
if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write(
    'panal: docs/errors.md is out of date: run "node tools/error-tables.mjs" under Node 24 and commit the result\n',
  );
  process.exitCode = 1;
}
