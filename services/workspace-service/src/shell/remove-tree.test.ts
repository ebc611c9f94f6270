import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const NOBODY = 65_534;

it('removes what its owner locked, as an ordinary user, and follows no link', () => {
  const root = mkdtempSync(join(tmpdir(), 'panal-remove-'));
  try {
    const tree = join(root, 'tree');
    const locked = join(tree, 'a', 'locked');
    mkdirSync(join(locked, 'deeper'), { recursive: true });
    writeFileSync(join(locked, 'deeper', 'x'), 'x');
    mkdirSync(join(root, 'kept'));
    symlinkSync(join(root, 'kept'), join(tree, 'link'));
    // Root may do anything, so that the test as root has another user do it.
    const asOther = process.getuid?.() === 0;
    if (asOther)
      for (const path of [root, tree, join(tree, 'a'), locked, join(locked, 'deeper')]) chownSync(path, NOBODY, NOBODY);
    chmodSync(join(locked, 'deeper'), 0);
    chmodSync(locked, 0o500);
    const source = readRemoveTree();
    execFileSync(
      process.execPath,
      ['--input-type=module-typescript', '-e', `${source}\nawait removeTree(${JSON.stringify(tree)});`],
      {
        cwd: '/',
        ...(asOther ? { uid: NOBODY, gid: NOBODY } : {}),
      },
    );
    expect([existsSync(tree), existsSync(join(root, 'kept'))]).toEqual([false, true]);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

/** The module's text: another user may not be able to read this checkout, nor the packages beside it. */
function readRemoveTree(): string {
  return readFileSync(join(import.meta.dirname, 'remove-tree.ts'), 'utf8');
}
