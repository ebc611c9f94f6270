import { runAgent } from '@panal/agent-sdk';
import { codeTask } from './code-task.ts';
import { coderSettings } from './settings.ts';

runAgent({
  kind: 'coder',
  capabilities: ['code'],
  settings: { key: 'coder', schema: coderSettings },
  work: codeTask,
});
