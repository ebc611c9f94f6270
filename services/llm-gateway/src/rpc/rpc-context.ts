import type { KeyMaker } from '../ports.ts';
import type { Catalogue } from '../shell/catalogue.ts';
import type { Ledger } from '../shell/ledger.ts';

/** What the handlers of gRPC calls work with. */
export interface RpcContext {
  readonly ledger: Ledger;
  readonly catalogue: Catalogue;
  readonly keys: KeyMaker;
  /** Where agents send model calls, known once the HTTP server listens. */
  readonly baseUrl: () => string;
}
