import { type Check, notAssessed, passIf } from './check.ts';

/** Agent authenticated. */
export const agentAuthenticated: Check = {
  number: 1,
  name: 'Agent authenticated',
  controls: ['IA-9', 'IA-5', 'SC-23'],
  ssdf: 'PO.5',
  aiRmf: 'GOVERN 1.6',
  evidence: 'key id, expiry, subject of the token',
  effect: 'deny',
  judge({ principal, nowMs }) {
    if (!principal || nowMs === undefined) return notAssessed('nobody called: the step is the orchestrator’s own');
    const evidence = `subject ${principal.subject}, key ${principal.keyId}, valid for ${Math.floor((principal.expiresMs - nowMs) / 1000)} s more`;
    return passIf(principal.subject !== '' && principal.expiresMs > nowMs, 'deny', evidence);
  },
};
