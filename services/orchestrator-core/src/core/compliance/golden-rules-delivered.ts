import { type Check, notAssessed, pass, passIf } from './check.ts';

/** Golden Rules delivered and acknowledged. */
export const goldenRulesDelivered: Check = {
  number: 8,
  name: 'Golden Rules delivered and acknowledged',
  controls: ['PL-4', 'SA-8'],
  ssdf: 'PO.1',
  aiRmf: 'GOVERN 1.4',
  evidence: 'rule-set hash on both sides; delivery counts for clients that cannot say',
  effect: 'deny',
  judge({ rules }) {
    if (!rules || rules.pinnedHash === '') return notAssessed('no rule set is pinned');
    if (rules.acknowledgedHash === '') return pass(`rule set ${rules.pinnedHash} delivered with the lease`);
    return passIf(
      rules.acknowledgedHash === rules.pinnedHash,
      'deny',
      `pinned ${rules.pinnedHash}, acknowledged ${rules.acknowledgedHash}`,
    );
  },
};
