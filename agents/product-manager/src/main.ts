import { runAgent } from '@panal/agent-sdk';
import { planTask } from './plan-task.ts';
import { productManagerSettings } from './settings.ts';

runAgent({
  kind: 'product-manager',
  capabilities: ['plan'],
  settings: { key: 'productManager', schema: productManagerSettings },
  work: planTask,
});
