import { runServiceProcess } from '@panal/kernel/runtime';
import { gatewaySchema } from './config.ts';
import { startGateway } from './service.ts';

runServiceProcess({ name: 'llm-gateway', section: 'gateway', schema: gatewaySchema }, startGateway);
