import type { ListName, MissionView } from './state.ts';

const LIST_OF: Readonly<Record<string, ListName>> = {
  'awaiting-approval': 'requirements',
  held: 'blocked',
  failed: 'blocked',
  cancelled: 'blocked',
  lost: 'blocked',
  done: 'done',
};

/** The list where a card belongs while its mission looks like this; null where a mission that is being planned leaves it alone. */
export function listOf(view: MissionView | null): ListName | null {
  if (!view) return null;
  if (view.state !== 'running') return LIST_OF[view.state] ?? null;
  const planned = view.tasks.some(({ type, state }) => type === 'plan' && state === 'succeeded');
  return planned ? 'inProgress' : null;
}
