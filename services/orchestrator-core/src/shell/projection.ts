import type { JournalRecord } from '@panal/journal';
import type { Change } from '@panal/shared-types/synapse';
import { type Term, dateTime, entity, insert, integer, literal, quad, usd, vocabulary } from '@panal/synapse-client';
import { type Fact, type FactObject, projectEvent } from '../core/projection.ts';
import { eventCodec } from './store.ts';

function objectTerm(object: FactObject): Term {
  if ('thing' in object) return entity(...object.thing);
  if ('word' in object) return vocabulary(...object.word);
  if ('atMs' in object) return dateTime(object.atMs);
  if ('integer' in object) return integer(object.integer);
  if ('amountNanoUsd' in object) return usd(object.amountNanoUsd);
  return literal(object.text);
}

const changeOf = ({ subject, predicate, object }: Fact): Change =>
  insert(quad(entity(...subject), vocabulary(...predicate), objectTerm(object)));

/** What a journal record means to Synapse. */
export const projectRecord = (record: JournalRecord): readonly Change[] =>
  projectEvent(eventCodec.decode(record.bytes), record).map(changeOf);
