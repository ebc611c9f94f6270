import { runServiceProcess } from '@panal/kernel/runtime';
import { orchestratorSchema } from './config.ts';
import { startOrchestrator } from './service.ts';

runServiceProcess({ name: 'orchestrator-core', section: 'orchestrator', schema: orchestratorSchema }, startOrchestrator);
