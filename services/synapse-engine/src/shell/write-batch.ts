/**
 * Writes that depend on what is there: a SPARQL update, and a batch with a precondition.
 *
 *   pass the gate of the namespace → ask a graph that holds everything decided for it → decide, provided that nothing changed it
 *   meanwhile (the core checks) → journal, flush → answer
 */
import { createHash, randomUUID } from 'node:crypto';
import { type Principal, ServiceError } from '@panal/kernel/runtime';
import { type ChangeSet, changeSetOfLines, parseChanges } from '../core/change-set.ts';
import { changedPosition } from '../core/graph-core.ts';
import { limits } from '../core/limits.ts';
import { storableLines } from '../core/quad-lines.ts';
import { checkUpdate, deedsOf } from '../core/update-form.ts';
import { keyIn } from '../core/used-keys.ts';
import type { GraphJob, UpdateDelta } from '../ports.ts';
import { requirePermission } from './access.ts';
import { type Synapse, record } from './synapse.ts';

export interface BatchOutcome {
  /** Of the record; where nothing was to be changed, of the newest one that the answer rests on. */
  readonly position: number;
  /** A retry with a key that was used for the same request: nothing was written now. */
  readonly duplicate: boolean;
  readonly added: number;
  readonly removed: number;
}

export interface UpdateRequest {
  /** Who asks, and may write there; undefined: Synapse itself. */
  readonly principal: Principal | undefined;
  readonly namespace: string;
  readonly text: string;
  readonly usingGraphs?: readonly string[];
  readonly usingNamedGraphs?: readonly string[];
  /** Of relative IRIs. */
  readonly base?: string | undefined;
  readonly ifPosition?: number | undefined;
  readonly idempotencyKey?: string;
}

export interface BatchRequest {
  readonly namespace: string;
  /** In order; a quad that is removed and added again is there afterwards. */
  readonly changes: readonly { readonly remove: boolean; readonly quad: string }[];
  /** Refused when the namespace was changed after this position. */
  readonly ifPosition?: number | undefined;
  /** Quads that must be there, and quads that must not, just before the batch. */
  readonly mustExist?: readonly string[];
  readonly mustNotExist?: readonly string[];
  readonly idempotencyKey?: string;
}

export type GraphWriteRequest = Omit<Extract<GraphJob, { kind: 'graph-write' }>, 'kind' | 'quadsMax'>;

interface Keyed {
  readonly namespace: string;
  readonly ifPosition?: number | undefined;
  readonly idempotencyKey?: string;
}

const digestOf = (request: object): string => createHash('sha256').update(JSON.stringify(request)).digest('hex');

/**
 * Runs a SPARQL update: all of it or nothing, in the order of writing. Refuses what the engine can't read, what took too long, and
 * what the caller may not: `delete` for what may remove, `read` for what depends on what is there.
 */
export async function runUpdate(
  synapse: Synapse,
  { principal, ...request }: UpdateRequest,
  signal: AbortSignal,
): Promise<BatchOutcome> {
  const { namespace, text, usingGraphs = [], usingNamedGraphs = [], base } = request;
  const update = checkUpdate({ text, usingGraphs, usingNamedGraphs });
  if (!update.ok) throw new ServiceError('invalid-argument', `${update.refusal}.`);
  const { removes, reads } = deedsOf(update.value);
  if (principal && removes) requirePermission(principal, namespace, 'delete');
  if (principal && (reads || request.ifPosition !== undefined)) requirePermission(principal, namespace, 'read');
  return alone(synapse, request, async () => {
    const job = { kind: 'update', namespace, update: update.value, base, quadsMax: limits.updateQuadsMax } as const;
    return changesOfDelta(await synapse.graph.ask(job, signal));
  });
}

/** Puts RDF into a graph, or drops what a graph holds; `existed` says whether it held anything before. */
export async function runGraphWrite(
  synapse: Synapse,
  request: GraphWriteRequest,
  signal: AbortSignal,
): Promise<BatchOutcome & { readonly existed: boolean }> {
  let existed = false;
  const outcome = await alone(synapse, request, async () => {
    const delta = await synapse.graph.ask({ kind: 'graph-write', ...request, quadsMax: limits.updateQuadsMax }, signal);
    existed = delta.existed;
    return changesOfDelta(delta);
  });
  return { ...outcome, existed };
}

/** Writes a batch if its conditions hold. */
export function runBatch(synapse: Synapse, request: BatchRequest, signal: AbortSignal): Promise<BatchOutcome> {
  const changes = checked(request.changes);
  const { namespace, mustExist = [], mustNotExist = [] } = request;
  const conditions = checked([...mustExist, ...mustNotExist].map((quad) => ({ remove: false, quad })));
  return alone(synapse, request, async () => {
    if (conditions.count === 0) return changes;
    const lines = Buffer.from(conditions.body).toString('utf8');
    const there = await synapse.graph.ask({ kind: 'has-quads', namespace, lines }, signal);
    const failed = there.findIndex((isThere, index) => isThere !== index < mustExist.length);
    if (failed === -1) return changes;
    const which = failed < mustExist.length ? `must_exist[${failed}] is not` : `must_not_exist[${failed - mustExist.length}] is`;
    throw new ServiceError('precondition', `The batch was not applied: ${which} in the namespace.`);
  });
}

function changesOfDelta(delta: UpdateDelta): ChangeSet {
  const added = storableLines(delta.added);
  if (!added.ok) throw new ServiceError('invalid-argument', `${added.refusal}.`);
  const set = changeSetOfLines({ removed: delta.removed, added: added.value });
  if (!set.ok) throw new ServiceError('too-large', `${set.refusal}.`);
  return set.value;
}

function checked(changes: BatchRequest['changes']): ChangeSet {
  const set = parseChanges(changes, randomUUID());
  if (!set.ok) throw new ServiceError('invalid-argument', `${set.refusal}.`);
  return set.value;
}

const ATTEMPTS_MAX = 3;

/** Computes changes on everything decided for the namespace and journals them, unless something came between. */
async function alone(synapse: Synapse, request: Keyed, compute: () => Promise<ChangeSet>): Promise<BatchOutcome> {
  const { namespace, ifPosition, idempotencyKey = '' } = request;
  if (idempotencyKey.length > limits.idempotencyKeyMax) {
    throw new ServiceError('invalid-argument', `idempotency_key is longer than ${limits.idempotencyKeyMax} characters.`);
  }
  const digest = idempotencyKey === '' ? '' : digestOf(request);
  const { store, gates } = synapse;
  return gates.alone(namespace, async () => {
    for (let attempt = 1; ; attempt += 1) {
      const seen = changedPosition(store.state, namespace);
      const used = idempotencyKey !== '' && store.state.keys.has(keyIn(namespace, idempotencyKey));
      // What the core would refuse (or has applied before) needs no computing.
      const settled = used || (ifPosition !== undefined && seen > ifPosition);
      await store.settled();
      const changes = settled ? { runs: [], body: new Uint8Array(), count: 0 } : await compute();
      if (changedPosition(store.state, namespace) !== seen && attempt < ATTEMPTS_MAX) continue;
      return decide(synapse, { namespace, changes, ifPosition: settled ? ifPosition : seen, idempotencyKey, digest });
    }
  });
}

async function decide(
  synapse: Synapse,
  command: { namespace: string; changes: ChangeSet; ifPosition: number | undefined; idempotencyKey: string; digest: string },
): Promise<BatchOutcome> {
  const { namespace, changes, idempotencyKey } = command;
  const used = idempotencyKey === '' ? undefined : synapse.store.state.keys.get(keyIn(namespace, idempotencyKey));
  const { position, isNew } = await record(synapse, { type: 'apply-batch', ...command }, { insideGate: true });
  if (isNew) synapse.metrics.acknowledged.inc({ source: 'batch' }, changes.count);
  else if (used) synapse.metrics.duplicates.inc();
  const removed = isNew ? removedCount(changes) : 0;
  return {
    position: used?.position ?? position,
    duplicate: used !== undefined,
    removed,
    added: isNew ? changes.count - removed : 0,
  };
}

const LINE_BREAK = 0x0a;

function removedCount({ runs, body }: ChangeSet): number {
  let count = 0;
  let offset = 0;
  for (const run of runs) {
    const end = offset + Math.abs(run);
    if (run < 0) for (let at = offset; at < end; at += 1) if (body[at] === LINE_BREAK) count += 1;
    offset = end;
  }
  return count;
}
