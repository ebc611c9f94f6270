import { runServiceProcess } from '@panal/kernel/runtime';
import { synapseSchema } from './config.ts';
import { startSynapse } from './service.ts';

runServiceProcess({ name: 'synapse-engine', section: 'synapse', schema: synapseSchema }, startSynapse);
