import { runServiceProcess } from '@panal/kernel/runtime';
import { bridgeSchema } from './config.ts';
import { startBridge } from './service.ts';

runServiceProcess({ name: 'trello-bridge', section: 'bridge', schema: bridgeSchema }, startBridge);
