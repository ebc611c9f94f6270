import { existsSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type CompactRange,
  type RecordLeaf,
  type SigningKey,
  type StoredCheckpoint,
  appendLeaf,
  emptyRange,
  formatCheckpointLine,
  leafHash,
  leafOfRecord,
  loadOrCreateSigningKey,
  parseCheckpointFile,
  publicKeyPem,
  rootOf,
  sameHash,
  signCheckpoint,
  verifyAuditLog,
  verifyCheckpoint,
} from '@panal/audit';
import type { Journal } from '@panal/journal';
import { ConfigError, type Logger } from '@panal/kernel/runtime';

export interface AuditLogOptions {
  readonly dir: string;
  readonly journal: Journal;
  readonly log: Logger;
  readonly clock: () => number;
  /** A checkpoint is signed after so many records, or so much time, and at the end. */
  readonly checkpointRecords: number;
  readonly checkpointMs: number;
}

/** What the verification at start found: check 23's evidence. */
export interface VerifiedChain {
  readonly verified: boolean;
  readonly size: number;
  readonly root: string;
}

/** Where an orchestrator keeps checkpoints and keys, below its audit folder. */
export const auditFiles = {
  checkpoints: 'checkpoints.jsonl',
  privateKey: 'signing-key.pem',
  publicKey: 'public-key.pem',
} as const;

/** Records verified at start: from the newest checkpoint that lies at least so far back. */
const START_RECORDS = 10_000;

const originOf = (journal: Journal): string => `panal-orchestrator/${journal.id}`;

/** Complete lines only: a crash may have cut the last one short. */
async function readCheckpoints(path: string): Promise<{ checkpoints: readonly StoredCheckpoint[]; torn: boolean }> {
  const text = existsSync(path) ? await readFile(path, 'utf8') : '';
  const file = parseCheckpointFile(text);
  if (!file.ok) throw tampered(`${file.problem} (${path})`);
  return file;
}

const tampered = (problem: string): ConfigError =>
  new ConfigError(
    `The audit log does not verify: ${problem}. Nothing is served on a log that can't be trusted. Run "panal audit verify" for the whole log, and restore the audit folder with its checkpoints and key from a copy, or the whole data folder from a backup. Moving files aside does not help: the journal remembers what was signed.`,
  );

async function* leavesFrom(journal: Journal, sequence: number): AsyncGenerator<RecordLeaf> {
  for await (const record of journal.read(sequence + 1)) yield leafOfRecord(record);
}

/** The checkpoint to begin with: its range must have the root that was signed. */
function startOf(checkpoints: readonly StoredCheckpoint[], key: SigningKey, size: number): CompactRange {
  const start = checkpoints.findLast((stored) => stored.range.size + START_RECORDS <= size);
  if (!start) return emptyRange;
  const verification = verifyCheckpoint(start.note, [key.publicKey]);
  if (!verification.ok) throw tampered(`a checkpoint is not valid: ${verification.problem}`);
  const { checkpoint } = verification;
  if (checkpoint.size !== start.range.size || !sameHash(checkpoint.root, rootOf(start.range))) {
    throw tampered(`the checkpoint over ${checkpoint.size} records does not fit the range kept beside it`);
  }
  return start.range;
}

/** Refuses a log whose checkpoints or key were taken away, before anything new is made in their place. */
async function refuseWithdrawn({ dir, journal }: AuditLogOptions, checkpoints: readonly StoredCheckpoint[]): Promise<void> {
  const keyPath = join(dir, auditFiles.privateKey);
  if (checkpoints.length > 0) {
    if (!existsSync(keyPath)) throw tampered(`checkpoints were signed, but the key ${keyPath} is gone`);
    return;
  }
  for await (const { signedSize } of leavesFrom(journal, 0))
    if (signedSize !== undefined)
      throw tampered(`the journal says that a checkpoint over ${signedSize} entries was signed, but ${dir} holds none`);
}

/** Opens the audit log: verifies it against its checkpoints, or throws a ConfigError that says what is wrong. */
export async function openAuditLog(options: AuditLogOptions): Promise<AuditLog> {
  const { dir, journal } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const path = join(dir, auditFiles.checkpoints);
  const { checkpoints, torn } = await readCheckpoints(path);
  await refuseWithdrawn(options, checkpoints);
  const key = await loadOrCreateSigningKey(join(dir, auditFiles.privateKey));
  await writeFile(join(dir, auditFiles.publicKey), publicKeyPem(key), { mode: 0o644 });
  const start = startOf(checkpoints, key, journal.flushedPosition);
  if (checkpoints.length > 0) {
    const verification = await verifyAuditLog({
      leaves: leavesFrom(journal, start.size),
      checkpoints: checkpoints.map(({ note }) => note),
      publicKeys: [key.publicKey],
      origin: originOf(journal),
      start,
    });
    if (!verification.ok) throw tampered(`${verification.problem} (first bad sequence ${verification.firstBadSequence})`);
  }
  const file = await open(path, 'a', 0o600);
  if (torn) await dropTornLine(path);
  // The journal will name what this file holds, so its place in the folder has to be as durable.
  for (const folder of [dir, dirname(dir)]) await syncFolder(folder);
  const signedSize = checkpoints.at(-1)?.range.size ?? 0;
  let range = start;
  let unsigned = 0;
  for await (const leaf of leavesFrom(journal, start.size)) {
    range = appendLeaf(range, leafHash(leaf.line));
    if (leaf.sequence >= signedSize && leaf.signedSize === undefined) unsigned += 1;
  }
  return new AuditLog(options, { key, range, file, unsigned });
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function dropTornLine(path: string): Promise<void> {
  const text = await readFile(path, 'utf8');
  const file = await open(path, 'r+');
  try {
    await file.truncate(Buffer.byteLength(text.slice(0, text.lastIndexOf('\n') + 1)));
    await file.sync();
  } finally {
    await file.close();
  }
}

interface Opened {
  readonly key: SigningKey;
  readonly range: CompactRange;
  readonly file: FileHandle;
  /** Records after the newest checkpoint that are not themselves about a checkpoint. */
  readonly unsigned: number;
}

/** Journals that a checkpoint is stored; `root` in hex. */
export type NoteSigned = (signed: { readonly size: number; readonly root: string }) => Promise<unknown>;

/** Follows the journal, hashes its records into the tree, and signs checkpoints. Never on the way of an answer. */
export class AuditLog {
  readonly chain: VerifiedChain;
  readonly #options: AuditLogOptions;
  readonly #opened: Opened;
  readonly #stopping = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #noteSigned: NoteSigned = () => Promise.resolve();
  #range: CompactRange;
  /** What makes a checkpoint due. The records that name checkpoints don't, or an idle log would grow for ever. */
  #unsigned: number;
  #signing: Promise<void> = Promise.resolve();

  constructor(options: AuditLogOptions, opened: Opened) {
    this.#options = options;
    this.#opened = opened;
    this.#range = opened.range;
    this.#unsigned = opened.unsigned;
    this.chain = { verified: true, size: opened.range.size, root: Buffer.from(rootOf(opened.range)).toString('hex') };
  }

  /** Takes in what is journalled from here on; each checkpoint, once stored, is told to `noteSigned`. To be called once. */
  follow(noteSigned: NoteSigned): void {
    this.#noteSigned = noteSigned;
    this.#done = this.#follow();
    this.#timer = setInterval(() => void this.#sign(), this.#options.checkpointMs);
  }

  /** Records in the tree. */
  get size(): number {
    return this.#range.size;
  }

  /** Takes in what is flushed, signs a last checkpoint and closes. To be called before the journal closes. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#done;
    await this.#takeIn();
    await this.#sign();
    await this.#opened.file.close();
  }

  async #follow(): Promise<void> {
    const { journal, log } = this.#options;
    const { signal } = this.#stopping;
    try {
      while (!signal.aborted) {
        await journal.waitFor(this.#range.size + 1, signal);
        await this.#takeIn();
      }
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'the audit log does not follow the journal any more');
    }
  }

  async #takeIn(): Promise<void> {
    const { journal, checkpointRecords } = this.#options;
    for await (const { line, signedSize } of leavesFrom(journal, this.#range.size)) {
      this.#range = appendLeaf(this.#range, leafHash(line));
      if (signedSize === undefined) this.#unsigned += 1;
      if (this.#unsigned >= checkpointRecords) await this.#sign();
    }
  }

  /** One at a time, so that sizes never fall. */
  #sign(): Promise<void> {
    this.#signing = this.#signing
      .then(() => this.#signNow())
      .catch((error: unknown) => {
        this.#options.log.error({ err: error, dir: dirname(this.#options.dir) }, 'a checkpoint could not be stored');
      });
    return this.#signing;
  }

  async #signNow(): Promise<void> {
    const range = this.#range;
    const unsigned = this.#unsigned;
    if (unsigned === 0) return;
    const { journal, clock } = this.#options;
    const { key, file } = this.#opened;
    const root = rootOf(range);
    const note = signCheckpoint({ origin: originOf(journal), size: range.size, root }, key);
    await file.appendFile(`${formatCheckpointLine({ note, range, atMs: clock() })}\n`);
    await file.datasync();
    this.#unsigned -= unsigned;
    await this.#noteSigned({ size: range.size, root: Buffer.from(root).toString('hex') });
  }
}
