import type { Journal } from '@panal/journal';
import type { GrpcChannel, Logger, Metrics } from '@panal/kernel/runtime';
import { type SynapseFeed, startSynapseFeed } from '@panal/synapse-client';
import { ledgerCodec } from './ledger.ts';
import { projectLedgerEvent } from './projection.ts';

/** Feeds Synapse from the ledger's journal: in order, without ever holding a request up. */
export const ledgerFeed = (options: { journal: Journal; channel: GrpcChannel; log: Logger; metrics: Metrics }): SynapseFeed =>
  startSynapseFeed({ ...options, project: (record) => projectLedgerEvent(ledgerCodec.decode(record.bytes), record.atMs) });
