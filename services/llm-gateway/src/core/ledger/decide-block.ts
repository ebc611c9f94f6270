import { authenticateKey, haltRefusal } from './decide-hold.ts';
import { type Block, blockIdOf, blockRoom, closeBlock } from './blocks.ts';
import type { LedgerCommand } from './commands.ts';
import { type Decision, approve, decline } from './decision.ts';
import type { LedgerEvent } from './events.ts';
import type { DecisionContext } from './rules.ts';
import type { Hold, LedgerState } from './state.ts';

type Of<Kind extends LedgerCommand['kind']> = Extract<LedgerCommand, { kind: Kind }>;

/** Of what limits and reservation leave, all blocks together take at most this. */
const BLOCK_SHARE = 0.1;

/**
 * Opens a block, or sets it to another amount: what was asked for, or the share of what is left. Changes nothing where that is
 * less than one request needs, or where the block that there is will do.
 */
export function decideOpenBlock(state: LedgerState, command: Of<'open-block'>, context: DecisionContext): Decision {
  const known = authenticateKey(state, command.keyHash, context.nowMs);
  if (!known.ok) return known;
  const halted = haltRefusal(state, known.lease, true);
  if (halted) return decline(halted);
  const { leaseId } = known.lease;
  const { model, upstream, priceVersion, scripted, wantedNanoUsd, leastNanoUsd, holder } = command;
  const windows = context.rules.calendar.windowsAt(context.nowMs);
  const blockId = blockIdOf(leaseId, model);
  const before = state.blocks.byId.get(blockId);
  // What a worker has left of a slice is for nobody else to take, nor are its windows to be changed under it.
  if (before && before.holder !== holder) return approve([]);
  if (before && holder !== undefined && before.windows.day !== windows.day) return approve([]);
  const room = blockRoom(state, known.lease, { model, windows, share: BLOCK_SHARE });
  const amountNanoUsd = Math.min(wantedNanoUsd, room);
  if (amountNanoUsd < leastNanoUsd || amountNanoUsd <= 0) return approve([]);
  if (before && before.windows.day === windows.day && before.amountNanoUsd >= amountNanoUsd) return approve([]);
  if (!before && state.blocks.byId.size >= context.rules.bounds.blocksMax) return approve([]);
  const block = { blockId, leaseId, model, upstream, priceVersion, scripted, amountNanoUsd, windows };
  return approve([{ kind: 'block-opened', ...block, ...(holder === undefined ? {} : { holder }) }]);
}

/** Gives blocks back; one that is closed already is passed over. */
export function decideCloseBlocks(state: LedgerState, command: Of<'close-blocks'>): Decision {
  return approve(command.blockIds.filter((id) => state.blocks.byId.has(id)).map((id) => closeBlock(id, command.reason)));
}

/**
 * What a crash left of the blocks. `exposed`: the amounts of calls that may have been sent without a record, by block, where
 * a witness of the crash tells (block-witness.ts); without one nothing can be excluded and each block is exposed as a whole.
 */
export function orphanedBlocks(
  state: LedgerState,
  exposed: ReadonlyMap<string, number> | undefined,
  settled: (hold: Hold) => LedgerEvent,
): LedgerEvent[] {
  const events: LedgerEvent[] = [];
  for (const block of state.blocks.byId.values()) {
    events.push(closeBlock(block.blockId, 'the gateway ended without closing it'));
    // What a worker may have drawn meanwhile no witness of this process knows.
    const witnessed = exposed !== undefined && block.holder === undefined;
    const amountNanoUsd = witnessed ? Math.min(exposed.get(block.blockId) ?? 0, block.amountNanoUsd) : block.amountNanoUsd;
    if (amountNanoUsd > 0) events.push(...chargeOf(block, amountNanoUsd, settled));
  }
  return events;
}

/** One record for all calls that a block covered and no record tells of. */
function chargeOf(block: Block, amountNanoUsd: number, settled: (hold: Hold) => LedgerEvent): LedgerEvent[] {
  const { blockId: _id, atMs, holder: _holder, ...rest } = block;
  const hold = { ...rest, requestId: `block ${block.leaseId} ${block.model} ${atMs}`, amountNanoUsd };
  return [{ ...hold, kind: 'held' }, settled({ ...hold, atMs })];
}
