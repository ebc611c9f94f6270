import { runServiceProcess } from '@panal/kernel/runtime';
import { workspaceSchema } from './config.ts';
import { startWorkspaceService } from './service.ts';

runServiceProcess({ name: 'workspace-service', section: 'workspace', schema: workspaceSchema }, startWorkspaceService);
