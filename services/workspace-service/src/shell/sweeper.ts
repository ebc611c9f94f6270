import { sweepWorktrees } from './close-worktree.ts';
import type { WorkspaceContext } from './context.ts';

/**
 * Closes worktrees whose lease has ended: at once, every `sweepMs`, and after each push, which ends a mission and so leaves no reason
 * for what an agent that died has left; one sweep at a time.
 */
export function startSweeper(context: WorkspaceContext): { stop(): Promise<void> } {
  let current: Promise<void> | undefined;
  const sweep = (): void => {
    current ??= sweepWorktrees(context)
      .then((closed) => {
        if (closed > 0) context.log.info({ closed }, 'closed worktrees whose lease has ended');
      })
      .catch((error: unknown) => context.log.warn({ err: error }, 'could not look for ended leases; trying again later'))
      .finally(() => (current = undefined));
  };
  sweep();
  const timer = setInterval(sweep, context.config.sweepMs);
  const unsubscribe = context.store.subscribe(({ event }) => {
    if (event.type === 'push-ended') sweep();
  });
  return {
    async stop() {
      clearInterval(timer);
      unsubscribe();
      await current;
    },
  };
}
