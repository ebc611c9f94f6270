import { type Check, notAssessed, passIf } from './check.ts';

/** Audit record durable first. */
export const auditDurableFirst: Check = {
  number: 22,
  name: 'Audit record durable first',
  controls: ['AU-2', 'AU-3', 'AU-5', 'AU-12'],
  ssdf: 'PO.3',
  aiRmf: 'MEASURE 2.8',
  evidence: 'this record; the answer waits for its flush',
  effect: 'halt',
  judge({ journal }) {
    if (!journal) return notAssessed('the journal was not asked for');
    return passIf(journal.answerWaitsForFlush, 'halt', 'the answer waits for the flush of this record');
  },
};
