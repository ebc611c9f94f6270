import { runAgent } from '@panal/agent-sdk';
import { reviewTask } from './review-task.ts';
import { reviewerSettings } from './settings.ts';

runAgent({
  kind: 'reviewer',
  capabilities: ['review'],
  settings: { key: 'reviewer', schema: reviewerSettings },
  work: reviewTask,
});
