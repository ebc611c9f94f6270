import { runServiceProcess } from '@panal/kernel/runtime';
import { gatewaySchema } from './config.ts';
import { startWorker } from './worker.ts';

runServiceProcess({ name: 'llm-gateway', section: 'gateway', schema: gatewaySchema }, startWorker);
