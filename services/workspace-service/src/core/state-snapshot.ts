import type { WorkspaceState } from './model.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

const maps = ['repositories', 'missions', 'worktrees', 'gates', 'pushes', 'pushedRefs'] as const;

/** The state as JSON, its maps as lists of entries in their order. */
export const stateSnapshot = {
  everyRecords: 2_000,
  encode: (state: WorkspaceState): Uint8Array =>
    encoder.encode(JSON.stringify({ v: 1, ...Object.fromEntries(maps.map((name) => [name, [...state[name]]])) })),
  decode(bytes: Uint8Array): WorkspaceState {
    const stored = JSON.parse(decoder.decode(bytes)) as Record<string, unknown>;
    if (stored['v'] !== 1) throw new Error('the snapshot is of another version');
    return Object.fromEntries(
      maps.map((name) => [name, new Map(stored[name] as [string, never][])]),
    ) as unknown as WorkspaceState;
  },
};
