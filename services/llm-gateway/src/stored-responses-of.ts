import type { ServiceProcess } from '@panal/kernel/runtime';
import { join } from 'node:path';
import { ResponseFiles } from './adapters/response-files.ts';
import type { GatewayConfig } from './config.ts';
import { StoredResponses } from './shell/stored-responses.ts';

/** Opens the responses that clients may continue from; the gateway and its workers share their folder. */
export function openStoredResponses({ common, config, lifecycle, log }: ServiceProcess<GatewayConfig>): StoredResponses {
  const { storedResponsesMax, storedResponsesBytesMax, storedResponsesAgeMs } = config;
  const bounds = { responsesMax: storedResponsesMax, bytesMax: storedResponsesBytesMax, ageMs: storedResponsesAgeMs };
  const dir = join(common.dataDir, 'gateway', 'responses');
  const stored = new StoredResponses({
    shelf: storedResponsesMax > 0 ? new ResponseFiles(dir, bounds) : undefined,
    isProviderStateShared: config.sharedProviderState,
    clock: Date.now,
    onProblem: (message, err) => log.warn({ err }, message),
  });
  lifecycle.onStop('stored responses', () => stored.close());
  return stored;
}
