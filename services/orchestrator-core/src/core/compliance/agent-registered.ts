import { type Check, notAssessed, passIf } from './check.ts';

/** Registered, not suspended. */
export const agentRegistered: Check = {
  number: 2,
  name: 'Registered, not suspended',
  controls: ['AC-2', 'AC-2(3)', 'IA-4'],
  ssdf: 'PO.2',
  aiRmf: 'GOVERN 2.1',
  evidence: 'registry entry, role',
  effect: 'deny',
  judge({ agent }) {
    if (!agent) return notAssessed('no agent takes part');
    if (!agent.registered) return passIf(false, 'deny', 'the agent is not registered');
    if (agent.suspended !== '') return passIf(false, 'deny', `suspended: ${agent.suspended}`);
    return passIf(
      agent.kind === agent.handler,
      'deny',
      `role ${agent.kind}, needed ${agent.handler}, version ${agent.version || 'not stated'}`,
    );
  },
};
