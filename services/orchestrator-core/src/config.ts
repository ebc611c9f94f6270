import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bundledWorkflow = fileURLToPath(new URL('../../../policies/swarm.yaml', import.meta.url));
const ms = (least: number, most: number) => z.int().min(least).max(most);

/** Settings of section `orchestrator`; the kernel reads them from `panal.yaml` and `PANAL_ORCHESTRATOR_…`. */
export const orchestratorSchema = z.strictObject({
  /** The workflow that new missions are pinned to. */
  workflow: z.string().min(1).default(bundledWorkflow),
  /** Model of missions that name none; `default` is the gateway's own. */
  model: z.string().min(1).default('default'),
  /** `team` also keeps author and reviewer apart by operator and key. */
  profile: z.enum(['solo', 'team']).default('solo'),
  /** A lease without a heartbeat for so long ends, for workers that send heartbeats. */
  leaseMs: ms(1_000, 3_600_000).default(30_000),
  /** The same for clients of the original messages, which send none. */
  leaseWithoutHeartbeatMs: ms(1_000, 86_400_000).default(900_000),
  /** How long PollTask waits when the agent does not say. */
  pollDefaultMs: ms(100, 55_000).default(25_000),
  /** Below 60 s, since proxies cut longer ones. */
  pollMaxMs: ms(100, 55_000).default(55_000),
  /** How long a new attempt waits for the analyst's advice. */
  adviceWaitMs: ms(0, 600_000).default(10_000),
  /** Workers that may wait for work at once. */
  workersMax: z.int().min(1).max(100_000).default(10_000),
  /** Denials of one agent within the window that suspend it. */
  denialsMax: z.int().min(1).max(1_000).default(20),
  /** That window. */
  denialsWindowMs: ms(1_000, 86_400_000).default(600_000),
  /** Records after which the audit log is signed. */
  checkpointRecords: z.int().min(1).max(1_000_000).default(1_000),
  /** Longest time until it is signed. */
  checkpointMs: ms(100, 3_600_000).default(60_000),
  /** How long workers have to take leave at the end. */
  drainMs: ms(0, 60_000).default(2_000),
});

export type OrchestratorConfig = z.infer<typeof orchestratorSchema>;
