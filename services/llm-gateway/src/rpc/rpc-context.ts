import type { Catalogue } from '../shell/catalogue.ts';
import type { Ledger } from '../shell/ledger.ts';
import type { ModelRouter } from '../shell/model-router.ts';
import type { SpendWatch } from '../shell/spend-watch.ts';
import type { UsageLog } from '../shell/usage-log.ts';

/** What the handlers of gRPC calls work with. */
export interface RpcContext {
  readonly ledger: Ledger;
  readonly usageLog: UsageLog;
  readonly spendWatch: SpendWatch;
  readonly catalogue: Catalogue;
  readonly router: ModelRouter;
  /** The virtual key of a lease: the same one every time. */
  readonly keyOf: (leaseId: string) => string;
  /** A new secret of a standalone key, with the prefix that people see later. */
  readonly newSecret: () => { readonly secret: string; readonly prefix: string };
  /** Aborted when the process stops. */
  readonly stopping: AbortSignal;
  /** What a virtual key is stored as. */
  readonly hashOf: (key: string) => string;
  /** Where agents send model calls, known once the HTTP server listens. */
  readonly baseUrl: () => string;
}
