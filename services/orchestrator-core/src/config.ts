import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const bundledWorkflow = fileURLToPath(new URL('../../../policies/swarm.yaml', import.meta.url));
const ms = (least: number, most: number) => z.int().min(least).max(most);

/** Settings of section `orchestrator`; the kernel reads them from `panal.yaml` and `PANAL_ORCHESTRATOR_…`. */
export const orchestratorSchema = z.strictObject({
  /** The workflow that new missions are pinned to. */
  workflow: z.string().min(1).default(bundledWorkflow),
  /** Model of missions that name none. */
  model: z.string().min(1).default('scripted-demo'),
  profile: z.enum(['solo', 'team']).default('solo'),
  leaseMs: ms(1_000, 3_600_000).default(30_000),
  leaseWithoutHeartbeatMs: ms(1_000, 86_400_000).default(900_000),
  pollDefaultMs: ms(100, 55_000).default(25_000),
  /** Below 60 s, since proxies cut longer ones. */
  pollMaxMs: ms(100, 55_000).default(55_000),
  adviceWaitMs: ms(0, 600_000).default(10_000),
  workersMax: z.int().min(1).max(100_000).default(10_000),
  denialsMax: z.int().min(1).max(1_000).default(20),
  denialsWindowMs: ms(1_000, 86_400_000).default(600_000),
  checkpointRecords: z.int().min(1).max(1_000_000).default(1_000),
  checkpointMs: ms(100, 3_600_000).default(60_000),
  drainMs: ms(0, 60_000).default(2_000),
});

export type OrchestratorConfig = z.infer<typeof orchestratorSchema>;
