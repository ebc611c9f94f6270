// `node tools/tidy.mjs [DIR]`: the rules of the repository that no other tool knows. One line a finding; exits 1 when there is one.
// It reads the files that git tracks, and those it would track, so that a finding shows before the commit.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileRules, treeRules } from './tidy-rules.mjs';

const root = process.argv[2] ?? join(import.meta.dirname, '..');
const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 << 20,
});
if (listed.status !== 0) throw new Error(`git ls-files failed in ${root}: ${listed.stderr}`);
const paths = listed.stdout
  .split('\0')
  .filter((path) => path && existsSync(join(root, path)) && statSync(join(root, path)).isFile())
  .sort();
const tree = {
  root,
  paths,
  read: (path) => readFileSync(join(root, path), 'utf8'),
  sizeOf: (path) => statSync(join(root, path)).size,
};

const findings = [];
for (const path of paths) {
  const text = tree.read(path);
  const isBinary = text.includes('\0');
  for (const rule of fileRules) {
    if (!rule.about.test(path) || rule.except?.test(path) || (isBinary && !rule.binary)) continue;
    for (const { line, message } of rule.find(text, path, tree)) findings.push(`${path}${line ? `:${line}` : ''}: ${message}`);
  }
}
for (const rule of treeRules) findings.push(...rule(tree));

process.stdout.write(findings.map((finding) => `${finding}\n`).join(''));
process.exitCode = findings.length === 0 ? 0 : 1;
