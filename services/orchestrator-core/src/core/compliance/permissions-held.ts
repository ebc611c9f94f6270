import { type Check, notAssessed, passIf } from './check.ts';

/** All required permissions held. */
export const permissionsHeld: Check = {
  number: 3,
  name: 'All required permissions held',
  controls: ['AC-3', 'AC-6'],
  ssdf: 'PO.2',
  aiRmf: 'GOVERN 3.2',
  evidence: 'required minus held',
  effect: 'deny',
  judge({ permissions }) {
    if (!permissions) return notAssessed('no permission was asked for');
    const missing = permissions.required.filter((permission) => !permissions.held.includes(permission));
    return passIf(
      missing.length === 0,
      'deny',
      missing.length === 0 ? `all held: ${permissions.required.join(', ') || 'none required'}` : `missing: ${missing.join(', ')}`,
    );
  },
};
