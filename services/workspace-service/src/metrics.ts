import type { Metrics } from '@panal/kernel/runtime';

/** Creates the service's own metrics. */
export function createWorkspaceMetrics(metrics: Metrics, openWorktrees: () => number) {
  metrics.gauge({
    name: 'panal_workspace_open_worktrees',
    help: 'Worktrees that are open for a lease now.',
    collect: openWorktrees,
  });
  return {
    gates: metrics.counter({ name: 'panal_workspace_gates_total', help: 'Gates run, by outcome.', labels: ['outcome'] }),
    gateSeconds: metrics.histogram({
      name: 'panal_workspace_gate_seconds',
      help: 'Time of a whole gate, both test runs included.',
      buckets: [0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1200],
    }),
    pushes: metrics.counter({ name: 'panal_workspace_pushes_total', help: 'Pushes, by outcome.', labels: ['outcome'] }),
    commits: metrics.counter({
      name: 'panal_workspace_commits_total',
      help: 'Commits asked for, by outcome.',
      labels: ['outcome'],
    }),
  };
}

export type WorkspaceMetrics = ReturnType<typeof createWorkspaceMetrics>;
