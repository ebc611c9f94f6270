import type { JournalRecord } from '@panal/journal';
import type { Change } from '@panal/shared-types/synapse';
import { entity, insert, literal, quad, rdfType, remove, vocabulary } from '@panal/synapse-client';
import { bridgeCodec } from './store.ts';

const swarm = (name: string) => vocabulary('swarm', name);

/** What a record of the bridge's journal means to the graph: which mission is which card, and the list where the card was put. */
export function projectRecord(record: JournalRecord): readonly Change[] {
  const event = bridgeCodec.decode(record.bytes);
  if (event.type === 'card-linked') {
    const card = entity('mission', event.missionId);
    return [insert(quad(card, rdfType, swarm('Card'))), insert(quad(card, swarm('trelloId'), literal(event.cardId)))];
  }
  if (event.type !== 'card-moved' || event.missionId === '') return [];
  const card = entity('mission', event.missionId);
  const inList = (list: string): string => quad(card, swarm('listName'), literal(list));
  return [...(event.before ? [remove(inList(event.before))] : []), insert(inList(event.list))];
}
