import type { RateLimits } from '@panal/shared-types/gateway';
import type { KeyRateLimits } from '../core/ledger/index.ts';

/** Rate limits of a request; 0 means the gateway's default. */
export const rateLimitsOf = (sent: RateLimits | undefined): KeyRateLimits => ({
  ...(sent?.requestsPerMinute ? { requestsPerMinute: sent.requestsPerMinute } : {}),
  ...(sent?.tokensPerMinute ? { tokensPerMinute: sent.tokensPerMinute } : {}),
  ...(sent?.concurrentMax ? { concurrentMax: sent.concurrentMax } : {}),
});
