import type { EventEmitter } from 'node:events';
import type { Command } from 'commander';

/** Examples of the commands whose own file gives none, by the command's words. */
const examples: Readonly<Record<string, readonly string[]>> = {
  task: ['panal task add --card fix.md --repo .', 'panal task list --state running'],
  'task list': ['panal task list', 'panal task list --state held --json'],
  'task show': ['panal task show m-1a2b3c4d5e6f'],
  'task watch': ['panal task watch m-1a2b3c4d5e6f', 'panal task watch --json | jq .message'],
  'task cancel': ['panal task cancel m-1a2b3c4d5e6f --reason "no longer wanted"'],
  resume: ['panal resume', 'panal resume --project shop'],
  limit: ['panal limit set global 25 --window daily', 'panal limit list'],
  key: ['panal key create ci --project shop --daily 5 > ci.key', 'panal key list'],
  rules: ['panal rules', 'panal rules clusters', 'panal rules pin r-1a2b3c4d5e6f --reason "seen three times"'],
  'rules list': ['panal rules list --stage candidate'],
  'rules show': ['panal rules show r-1a2b3c4d5e6f'],
  'rules pin': ['panal rules pin r-1a2b3c4d5e6f --reason "seen three times"'],
  'rules unpin': ['panal rules unpin r-1a2b3c4d5e6f --reason "only on the old stack"'],
  'rules reopen': ['panal rules reopen r-1a2b3c4d5e6f --reason "it is back"'],
  'rules history': ['panal rules history r-1a2b3c4d5e6f'],
  'rules veto': ['panal rules veto r-1a2b3c4d5e6f --reason "too general"'],
  'rules retire': ['panal rules retire r-1a2b3c4d5e6f --reason "the cause is gone"'],
  'rules edit': ['panal rules edit r-1a2b3c4d5e6f --text "Before submitting, run npm test."'],
  'rules clusters': ['panal rules clusters --limit 10'],
  audit: ['panal audit verify'],
  doctor: ['panal doctor', 'panal doctor --json'],
};

/** The commands that have no example yet, of their own or from the table. */
export function addExamples(command: Command, words: readonly string[] = []): string[] {
  const missing: string[] = [];
  for (const child of command.commands) {
    const path = [...words, child.name()];
    const found = examples[path.join(' ')];
    if (found) child.addHelpText('after', `\nExamples:\n${found.map((line) => `  ${line}`).join('\n')}`);
    else if ((child as unknown as EventEmitter).listenerCount('afterHelp') === 0) missing.push(path.join(' '));
    missing.push(...addExamples(child, path));
  }
  return missing;
}
