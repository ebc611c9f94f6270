// Generates packages/shared-types/src/generated from protos/. `--check` compares instead of writing, and exits 1 on a difference.
// The generators are installed in this folder only when they are needed, so that a user's install stays small.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLocked, isInstalled } from '../../launch/npm.mjs';
import { fail, rootDir } from '../../launch/root.mjs';

const codegenDir = join(rootDir, 'tools', 'codegen');
const outDir = join(rootDir, 'packages', 'shared-types', 'src', 'generated');
const protoDir = join(rootDir, 'protos');
const buf = join(codegenDir, 'node_modules', '@bufbuild', 'buf', 'bin', 'buf');
const template = {
  version: 'v2',
  plugins: [
    {
      local: [process.execPath, join(codegenDir, 'node_modules', 'ts-proto', 'protoc-gen-ts_proto')],
      out: '.',
      opt: [
        'env=node',
        'outputServices=grpc-js',
        'esModuleInterop=true',
        'importSuffix=.ts',
        'enumsAsLiterals=true',
        'forceLong=number',
        'oneof=unions-value',
        'outputJsonMethods=false',
        'unrecognizedEnum=false',
      ],
    },
  ],
};
const lint = {
  version: 'v2',
  lint: { use: ['MINIMAL'], except: ['PACKAGE_DIRECTORY_MATCH', 'DIRECTORY_SAME_PACKAGE', 'PACKAGE_SAME_DIRECTORY'] },
};
const notice = '// Generated from protos/ by `npm run generate`. Do not edit.\n';

async function installGenerators() {
  if (isInstalled(codegenDir) && existsSync(buf)) return;
  const remedy = "Check the network and npm's registry setting, and run the command again.";
  await installLocked(process.execPath, codegenDir, {
    label: 'installing the code generators',
    what: 'the code generators',
    remedy,
  });
}

function generateInto(dir) {
  const run = (...args) =>
    execFileSync(process.execPath, [buf, ...args], { cwd: protoDir, encoding: 'buffer', stdio: ['ignore', 'pipe', 'inherit'] });
  run('lint', '--config', JSON.stringify(lint));
  run('generate', '--template', JSON.stringify(template), '-o', dir);
  const descriptors = {};
  for (const file of readdirSync(protoDir)
    .filter((name) => name.endsWith('.proto'))
    .sort()) {
    descriptors[file] = run('build', '--path', file, '--exclude-source-info', '-o', '-').toString('base64');
  }
  const lines = Object.entries(descriptors).map(([file, base64]) => `  '${file}': '${base64}',`);
  writeFileSync(
    join(dir, 'descriptors.ts'),
    `/** Serialised FileDescriptorSet of each contract file, base64; gRPC reflection serves them. */\nexport const fileDescriptorSets = {\n${lines.join('\n')}\n} as const;\n`,
  );
  for (const file of readdirSync(dir)) {
    const body = readFileSync(join(dir, file), 'utf8').replace(/^\/\/ Code generated[\s\S]*?\n\n/, '');
    writeFileSync(join(dir, file), notice + body);
  }
}

function digestDir(dir) {
  if (!existsSync(dir)) return '';
  const hash = createHash('sha256');
  for (const file of readdirSync(dir).sort()) hash.update(file).update(readFileSync(join(dir, file)));
  return hash.digest('hex');
}

await installGenerators();
const scratch = mkdtempSync(join(tmpdir(), 'panal-codegen-'));
let isCurrent;
try {
  generateInto(scratch);
  isCurrent = digestDir(scratch) === digestDir(outDir);
  if (!isCurrent && !process.argv.includes('--check')) {
    rmSync(outDir, { recursive: true, force: true });
    cpSync(scratch, outDir, { recursive: true });
    isCurrent = true;
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
if (!isCurrent) fail('generated code is out of date: run `npm run generate` and commit the result');
process.stdout.write('generated code matches protos/\n');
