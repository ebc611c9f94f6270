import { runServiceProcess } from '@panal/kernel/runtime';
import { analystSchema } from './config.ts';
import { startAnalyst } from './service.ts';

runServiceProcess({ name: 'analyst-service', section: 'analyst', schema: analystSchema }, startAnalyst);
