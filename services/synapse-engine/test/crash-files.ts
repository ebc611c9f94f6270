import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { FileOperation } from './recorded-files.ts';

const PAGE_BYTES = 4096;

interface FileNode {
  readonly kind: 'file';
  bytes: Buffer;
  durable: Buffer;
  readonly dirty: Set<number>;
}

interface FolderNode {
  readonly kind: 'folder';
  readonly names: Map<string, Node>;
  readonly durable: Map<string, Node>;
}

type Node = FileNode | FolderNode;

const folder = (): FolderNode => ({ kind: 'folder', names: new Map(), durable: new Map() });

function grown(bytes: Buffer, length: number): Buffer {
  return bytes.length >= length ? bytes : Buffer.concat([bytes, Buffer.alloc(length - bytes.length)]);
}

/**
 * Puts under `target` what a power loss may leave of `root` after these operations: of the pages since a file's last flush each
 * survives or not by the coin, in any order, and so does each name since the last flush of its folder.
 */
export function leaveAfterCrash(
  operations: readonly FileOperation[],
  { root, target, random }: { readonly root: string; readonly target: string; readonly random: () => number },
): void {
  const top = folder();
  for (const operation of operations) perform(top, operation, root);
  writeSurviving(top, target, random);
}

function perform(top: FolderNode, operation: FileOperation, root: string): void {
  if (operation.kind === 'relied') return;
  const parts = relative(root, operation.path);
  if (parts === '') {
    if (operation.kind === 'sync') syncNode(top);
    return;
  }
  const parent = folderAt(top, dirname(parts));
  const name = basename(parts);
  switch (operation.kind) {
    case 'mkdir':
      parent.names.set(name, folder());
      return;
    case 'create':
      parent.names.set(name, { kind: 'file', bytes: Buffer.alloc(0), durable: Buffer.alloc(0), dirty: new Set() });
      return;
    case 'remove':
      parent.names.delete(name);
      return;
    case 'rename': {
      const node = nodeOf(parent, name);
      parent.names.delete(name);
      folderAt(top, dirname(relative(root, operation.to))).names.set(basename(operation.to), node);
      return;
    }
    case 'sync':
      syncNode(nodeOf(parent, name));
      return;
    case 'write':
      writeNode(nodeOf(parent, name), operation);
  }
}

function nodeOf(parent: FolderNode, name: string): Node {
  const node = parent.names.get(name);
  if (!node) throw new Error(`nothing is called ${name}`);
  return node;
}

function folderAt(top: FolderNode, path: string): FolderNode {
  let at = top;
  for (const name of path === '.' ? [] : path.split('/')) {
    const next = nodeOf(at, name);
    if (next.kind !== 'folder') throw new Error(`${path} is no folder`);
    at = next;
  }
  return at;
}

function syncNode(node: Node): void {
  if (node.kind === 'file') {
    node.durable = Buffer.from(node.bytes);
    node.dirty.clear();
    return;
  }
  node.durable.clear();
  for (const [name, below] of node.names) node.durable.set(name, below);
}

function writeNode(node: Node, { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array }): void {
  if (node.kind !== 'file') throw new Error('folders are not written to');
  node.bytes = grown(node.bytes, offset + bytes.length);
  node.bytes.set(bytes, offset);
  for (let page = Math.floor(offset / PAGE_BYTES); page * PAGE_BYTES < offset + bytes.length; page += 1) node.dirty.add(page);
}

function survivingBytes({ bytes, durable, dirty }: FileNode, random: () => number): Buffer {
  let left: Buffer = Buffer.from(durable);
  for (const page of dirty) {
    if (random() < 0.5) continue;
    const part = bytes.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
    left = grown(left, page * PAGE_BYTES + part.length);
    left.set(part, page * PAGE_BYTES);
  }
  // A file may have its new length and nothing in it.
  return random() < 0.3 ? grown(left, bytes.length) : left;
}

function writeSurviving({ names, durable }: FolderNode, target: string, random: () => number): void {
  mkdirSync(target, { recursive: true });
  for (const name of new Set([...names.keys(), ...durable.keys()])) {
    const [now, before] = [names.get(name), durable.get(name)];
    const node = now === before || random() < 0.5 ? before : now;
    if (node?.kind === 'folder') writeSurviving(node, join(target, name), random);
    else if (node) writeFileSync(join(target, name), survivingBytes(node, random));
  }
}
