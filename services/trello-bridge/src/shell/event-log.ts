import type { Logger } from '@panal/kernel/runtime';
import type { BridgeEvent } from '../core/events.ts';
import type { BridgeState } from '../core/state.ts';
import type { BridgeStore } from './store.ts';

type Line = readonly [message: string, fields: Readonly<Record<string, unknown>>];

/** Ids only: what stands on a card is its members' text. */
function lineOf(event: BridgeEvent): Line | undefined {
  switch (event.type) {
    case 'card-wanted':
      return ['card taken', { cardId: event.cardId, memberId: event.memberId }];
    case 'card-linked':
      return ['card linked', { cardId: event.cardId, missionId: event.missionId }];
    case 'pad-written':
      return ['work-pad written', { cardId: event.cardId, version: event.version }];
    case 'card-moved':
      return ['card moved', { cardId: event.cardId, missionId: event.missionId, list: event.list }];
    default:
      return undefined;
  }
}

const missionOf = (state: BridgeState, cardId: unknown): string => state.cards.get(String(cardId))?.missionId ?? '';

/** Writes a line when a card is taken, linked or written to, after its flush. */
export function logEvents(store: BridgeStore, log: Logger): void {
  store.subscribe(({ event }) => {
    const line = lineOf(event);
    if (!line) return;
    const [message, fields] = line;
    const missionId = missionOf(store.state, fields['cardId']);
    log.info({ ...(missionId ? { missionId } : {}), ...fields }, message);
  });
}
