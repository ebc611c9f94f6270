import { GatewayAdminService, GetSpendRequest } from '@panal/shared-types/gateway';
import {
  CancelMissionRequest,
  CreateMissionRequest,
  DecideApprovalRequest,
  GetMissionRequest,
  type Mission,
  OrchestratorService,
} from '@panal/shared-types/orchestrator';
import { grpcReason, isRetryable } from '@panal/kernel/runtime';
import { status } from '@grpc/grpc-js';
import { createHash } from 'node:crypto';
import { type Stats, readFileSync, readdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Connection } from '../connection.ts';
import { CliError } from '../exit.ts';
import { registerRepository } from '../repository.ts';
import { isSettled } from '../watch.ts';
import { type CardFile, parseCardFile, tickedApproval, tickedStop, withPanalPart } from './card-file.ts';
import { missionPart, problemPart } from './panal-part.ts';

export interface FolderOptions {
  readonly repo?: string;
  readonly project: string;
  readonly model: string;
  readonly allowDirty: boolean;
}

export interface FolderDeps {
  readonly connection: Connection;
  readonly options: FolderOptions;
  /** A line for whoever watches. */
  readonly tell: (line: string) => void;
}

/** Card files in one folder; further ones are not looked at, and it is said. */
export const CARDS_MAX = 1_000;
const FILE_BYTES_MAX = 256 * 1024;

interface Known {
  /** Of the file as it was written or read last. */
  stamp: string;
  /** Nothing happens to it until the file changes. */
  settled: boolean;
  /** Held for a person elsewhere: looked at, not waited for. */
  held: boolean;
  missionId: string;
}

const stampOf = ({ mtimeMs, size }: Stats): string => `${mtimeMs} ${size}`;

const REFUSALS: ReadonlySet<unknown> = new Set([
  status.INVALID_ARGUMENT,
  status.FAILED_PRECONDITION,
  status.NOT_FOUND,
  status.ALREADY_EXISTS,
  status.OUT_OF_RANGE,
]);

/** What is wrong with a card, where its author can mend it; undefined for all else. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof CliError) return error.message;
  return REFUSALS.has((error as { readonly code?: unknown }).code) ? grpcReason(error) : undefined;
}

/**
 * Cards as Markdown files in one folder, for people without a board: each file is a mission, and its lower part says how it stands. A
 * file's name is its identity, so that a restart makes nothing twice: the orchestrator knows the mission by the key of its file.
 */
export class FolderBridge {
  readonly #deps: FolderDeps;
  readonly #dir: string;
  readonly #known = new Map<string, Known>();
  readonly #repositories = new Map<string, { repositoryId: string; baseBranch: string }>();
  #toldTooMany = false;

  constructor(dir: string, deps: FolderDeps) {
    this.#deps = deps;
    this.#dir = realpathSync(dir);
  }

  /** Looks at every file once; answers how many cards are still under way. What can be tried again is tried the next time. */
  async look(): Promise<number> {
    const names = this.#names();
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    for (const name of names) await this.#lookAt(name);
    return [...this.#known.values()].filter(({ settled, held }) => !settled && !held).length;
  }

  #names(): string[] {
    const names = readdirSync(this.#dir, { withFileTypes: true })
      .filter((entry) => entry.isFile() && /^[^.].*\.md$/i.test(entry.name))
      .map(({ name }) => name)
      .toSorted();
    if (names.length > CARDS_MAX && !this.#toldTooMany) {
      this.#toldTooMany = true;
      this.#deps.tell(`${names.length} files are more than ${CARDS_MAX}: the first ${CARDS_MAX} by name are looked at.`);
    }
    return names.slice(0, CARDS_MAX);
  }

  async #lookAt(name: string): Promise<void> {
    const path = join(this.#dir, name);
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) return;
    const known = this.#known.get(name) ?? { stamp: '', settled: false, held: false, missionId: '' };
    this.#known.set(name, known);
    if (known.settled && known.stamp === stampOf(found)) return;
    known.settled = false;
    if (found.size > FILE_BYTES_MAX) {
      known.stamp = stampOf(found);
      known.settled = true;
      this.#deps.tell(`${name}: not taken, it is larger than ${FILE_BYTES_MAX / 1024} KiB.`);
      return;
    }
    const file = parseCardFile(readFileSync(path, 'utf8'), name);
    try {
      await this.#follow(name, file, known);
    } catch (error) {
      const problem = problemOf(error);
      if (problem !== undefined) this.#write(name, file, { part: problemPart(problem), settled: true });
      else if (isRetryable(error)) this.#deps.tell(`${name}: ${grpcReason(error)}; tried again`);
      else throw error;
    }
  }

  async #follow(name: string, file: CardFile, known: Known): Promise<void> {
    if (!file.content.ok) return this.#write(name, file, { part: problemPart(file.content.problem), settled: true });
    const orchestrator = this.#deps.connection.to('orchestrator');
    const missionId = await this.#missionOf(name, file.content);
    if (known.missionId !== missionId) this.#deps.tell(`${name}: task ${missionId}`);
    known.missionId = missionId;
    const before = await orchestrator.call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));
    await this.#answer(name, file, before);
    const mission = await orchestrator.call(OrchestratorService.getMission, GetMissionRequest.fromPartial({ missionId }));
    known.held = mission.state === 'held';
    const settled = isSettled(mission) && !known.held;
    this.#write(name, file, { part: missionPart(mission, await this.#spent(missionId)), settled });
    if (settled) this.#deps.tell(`${name}: ${mission.state}${mission.reason ? `: ${mission.reason}` : ''}`);
  }

  async #missionOf(name: string, { card, settings }: CardFile['content'] & { readonly ok: true }): Promise<string> {
    const { options, connection } = this.#deps;
    const { repositoryId, baseBranch } = await this.#repository(settings.repo ?? options.repo, settings.base ?? '');
    const request = CreateMissionRequest.fromPartial({
      idempotencyKey: this.#keyOf(name, settings.run ?? 1),
      title: card.title,
      description: card.description,
      repositoryId,
      baseBranch,
      project: settings.project ?? options.project,
      stack: settings.stack ?? '',
      model: settings.model ?? options.model,
      budgetNanoUsd: Math.round((settings.budget ?? 0) * 1e9),
      priority: settings.priority ?? 0,
      source: 'folder',
      externalId: name.slice(0, 200),
    });
    return (await connection.to('orchestrator').call(OrchestratorService.createMission, request)).missionId;
  }

  /** The folder belongs to the key, so that two folders may hold files of one name. */
  #keyOf(name: string, run: number): string {
    const digest = createHash('sha256').update(`${this.#dir}\0${name}`).digest('hex').slice(0, 32);
    return `folder:${digest}:${run}`;
  }

  async #repository(source: string | undefined, baseBranch: string): Promise<{ repositoryId: string; baseBranch: string }> {
    if (!source) throw new CliError('No repository: give --repo, or "repo:" at the top of the file.');
    const key = `${source}\0${baseBranch}`;
    const known = this.#repositories.get(key);
    if (known) return known;
    const path = source.startsWith('~/') ? join(homedir(), source.slice(2)) : source;
    const { connection, options } = this.#deps;
    const repository = await registerRepository(connection, { source: path, baseBranch, allowDirty: options.allowDirty });
    this.#repositories.set(key, repository);
    return repository;
  }

  /** Carries out what a person ticked; a box for another version than the one that waits counts for nothing. */
  async #answer(name: string, { panal }: CardFile, { missionId, pendingApproval, state }: Mission): Promise<void> {
    const orchestrator = this.#deps.connection.to('orchestrator');
    const digest = tickedApproval(panal);
    if (digest && pendingApproval?.digest === digest) {
      const { approvalId } = pendingApproval;
      const decision = DecideApprovalRequest.fromPartial({ approvalId, digest, approve: true, via: 'folder' });
      const { ok, message } = await orchestrator.call(OrchestratorService.decideApproval, decision);
      this.#deps.tell(`${name}: ${ok ? 'approved' : `not approved: ${message}`}`);
    }
    if (tickedStop(panal, missionId) && !['done', 'failed', 'cancelled'].includes(state)) {
      const request = CancelMissionRequest.fromPartial({ missionId, reason: `stopped in ${name}` });
      await orchestrator.call(OrchestratorService.cancelMission, request);
    }
  }

  async #spent(missionId: string): Promise<number> {
    const request = GetSpendRequest.fromPartial({ scope: `mission:${missionId}` });
    const { scopes } = await this.#deps.connection.to('gateway').call(GatewayAdminService.getSpend, request);
    return scopes.find(({ window }) => window === 'total')?.settledNanoUsd ?? 0;
  }

  /**
   * Writes Panal's part where it changed, whole or not at all. A file that a person saved since it was read is left as it is: the next
   * look reads it again.
   */
  #write(name: string, file: CardFile, { part, settled }: { readonly part: string; readonly settled: boolean }): void {
    const path = join(this.#dir, name);
    const known = this.#known.get(name)!;
    const text = withPanalPart(file.own, part);
    if (text !== file.own + file.panal) {
      if (readFileSync(path, 'utf8') !== file.own + file.panal) return;
      const temporary = join(this.#dir, `.${name}.panal`);
      try {
        writeFileSync(temporary, text, { mode: statSync(path).mode & 0o777 });
        renameSync(temporary, path);
      } finally {
        rmSync(temporary, { force: true });
      }
    }
    known.stamp = stampOf(statSync(path));
    known.settled = settled;
  }
}
