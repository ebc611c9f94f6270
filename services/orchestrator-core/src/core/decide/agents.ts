import { type At, type CommandOf, type Decided, decided, refused } from './decided.ts';

/** Most agents that are known at once. */
export const AGENTS_MAX = 50_000;

/** A new process begins: leases get a fresh term, since no heartbeat could be heard meanwhile. */
export function startService(at: At, command: CommandOf<'start'>): Decided {
  return decided({
    type: 'service-started',
    journalEpoch: command.journalEpoch,
    leaseGraceUntilMs: at.nowMs + at.settings.leaseMs,
  });
}

/** Remembers that a checkpoint over `size` records is stored, so that it can't be taken away unseen. */
export function noteCheckpoint(at: At, { size, root }: CommandOf<'note-checkpoint'>): Decided {
  return size > at.state.signedSize ? decided({ type: 'checkpoint-signed', size, root }) : decided();
}

const sameList = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((item, index) => item === right[index]);

/** Registers an agent under the identity of its token; the same registration again changes nothing. */
export function registerAgent(at: At, command: CommandOf<'register-agent'>): Decided {
  const { actor, name, capabilities, version, metricsUrl } = command;
  if (actor.kind === '')
    return refused('forbidden', `The token of "${actor.subject}" names no kind of agent. Mint one with a kind, e.g. coder.`);
  const known = at.state.agents.get(actor.subject);
  if (!known && at.state.agents.size >= AGENTS_MAX)
    return refused('conflict', `${AGENTS_MAX} agents are registered, which is the most there can be.`);
  const same =
    known &&
    known.name === name &&
    known.kind === actor.kind &&
    known.operator === actor.operator &&
    known.version === version &&
    known.metricsUrl === metricsUrl &&
    sameList(known.capabilities, capabilities);
  if (same) return decided();
  const { subject: agentId, kind, operator } = actor;
  return decided({ type: 'agent-registered', agentId, name, kind, operator, capabilities, version, metricsUrl });
}
