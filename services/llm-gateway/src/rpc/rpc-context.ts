import type { Catalogue } from '../shell/catalogue.ts';
import type { Ledger } from '../shell/ledger.ts';

/** What the handlers of gRPC calls work with. */
export interface RpcContext {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  /** The virtual key of a lease: the same one every time. */
  readonly keyOf: (leaseId: string) => string;
  /** What a virtual key is stored as. */
  readonly hashOf: (key: string) => string;
  /** Where agents send model calls, known once the HTTP server listens. */
  readonly baseUrl: () => string;
}
