import type { Metrics } from '@panal/kernel/runtime';
import type { State } from './core/state.ts';

/** Gauges of the orchestrator, read from the state when asked. */
export function registerMetrics(
  metrics: Metrics,
  sources: { readonly state: State; readonly parked: () => number; readonly auditSize: () => number },
): void {
  const { state } = sources;
  const gauge = (name: string, help: string, collect: () => number): void => void metrics.gauge({ name, help, collect });
  gauge('panal_orchestrator_missions_live_total', 'Missions that have not ended.', () => state.live.size);
  gauge('panal_orchestrator_tasks_timed_total', 'Tasks that are leased, prepared or in backoff.', () => state.timed.size);
  gauge('panal_orchestrator_effects_owed_total', 'Calls still owed to gateway and analyst.', () => state.owed.size);
  gauge('panal_orchestrator_halts_total', 'Halts in force.', () => state.halts.size);
  gauge('panal_orchestrator_workers_parked_total', 'Workers that wait for a task.', sources.parked);
  gauge('panal_orchestrator_audit_records_total', 'Records in the audit log.', sources.auditSize);
}
