import { formatUsd } from '@panal/kernel/pure';
import { type Check, notAssessed, passIf } from './check.ts';

/** Budget and rate. */
export const budgetReserved: Check = {
  number: 18,
  name: 'Budget and rate',
  controls: ['SC-5', 'SC-6'],
  ssdf: 'PO.5',
  aiRmf: 'MEASURE 2.4',
  evidence: 'reservation in global, project and mission scope, at the moment of dispatch',
  effect: 'deny',
  judge({ budget }) {
    if (!budget) return notAssessed('the step spends nothing');
    const evidence = `${formatUsd(budget.reservedNanoUsd)} reserved, mission limit ${formatUsd(budget.limitNanoUsd)}`;
    return passIf(budget.ok, 'deny', budget.ok ? evidence : `refused: ${budget.message}`);
  },
};
