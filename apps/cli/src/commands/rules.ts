import {
  AnalystService,
  DecideRuleRequest,
  type FailureCluster,
  type GoldenRule,
  type ListClustersReply,
  ListClustersRequest,
  ListRulesRequest,
  type RuleDecision,
} from '@panal/shared-types/analyst';
import type { Command } from 'commander';
import { wholeNumber } from '../amounts.ts';
import { type CommandContext, withConnection } from '../command.ts';
import { CliError, exitCodes } from '../exit.ts';
import { colourState, formatTime, safeText, table } from '../show/output.ts';

/** Tasks are counted up to here in each cluster. */
const TASKS_COUNTED = 100;

const STAGES = ['candidate', 'shadow', 'canary', 'binding', 'retired'];
/** Lines of an example that are shown. */
const EXAMPLE_LINES = 8;

async function list(options: { stage: string }, { connection, output }: CommandContext): Promise<void> {
  if (options.stage !== '' && !STAGES.includes(options.stage))
    throw new CliError(`There is no stage "${options.stage}". Stages: ${STAGES.join(', ')}.`, exitCodes.usage);
  const { rules } = await connection
    .to('analyst')
    .call(AnalystService.listRules, ListRulesRequest.fromPartial({ stage: options.stage }));
  output.result(rules, () =>
    rules.length === 0
      ? options.stage
        ? `No rule is ${options.stage}. All of them: panal rules list`
        : 'No rules yet: they come from clusters of failures.'
      : table(
          ['RULE', 'STAGE', 'FOR', 'FROM', 'TEXT'],
          rules.map((r) => [
            r.ruleId,
            colourState(r.stage),
            [r.role, r.stack, r.taskType].filter(Boolean).join('/') || 'any',
            r.clusterId,
            safeText(r.text),
          ]),
        ),
  );
}

/** Everything about a rule: text, life, provenance. */
export function ruleDetails(rule: GoldenRule): string[] {
  return [
    safeText(rule.text),
    `  ${rule.ruleId}, ${colourState(rule.stage)}${rule.pinned ? ' (pinned)' : ''}, worded by ${rule.wordedBy}, ${formatTime(rule.createdMs)} UTC`,
    `  from cluster ${rule.clusterId}; failures: ${rule.derivedFrom.join(', ') || 'none recorded'}`,
    ...(rule.clusterIds.length > 1 ? [`  answers ${rule.clusterIds.length} clusters: ${rule.clusterIds.join(', ')}`] : []),
    ...evidenceWords(rule),
    ...(rule.decidedBy ? [`  decided by ${rule.decidedBy}`] : []),
  ];
}

function evidenceWords({ evidence, stage }: GoldenRule): string[] {
  if (!evidence || (evidence.applied === 0 && evidence.recurred === 0 && stage !== 'binding')) return [];
  const { applied, succeeded, recurred } = evidence;
  return [`  ${applied} tasks tried it, ${succeeded} succeeded; ${recurred} failures of its clusters since it binds`];
}

const decisionLine = ({ atMs, decision, actor, reason, text }: RuleDecision): string[] => [
  `  ${formatTime(atMs)}  ${decision} by ${safeText(actor)}${reason ? `: ${safeText(reason)}` : ''}`,
  ...(text ? [`    now: ${safeText(text)}`] : []),
];

/** What was decided on a rule, oldest first. */
function ruleHistory(rule: GoldenRule): string[] {
  const proposed = `  ${formatTime(rule.createdMs)}  proposed from cluster ${rule.clusterId}`;
  return [safeText(rule.text), proposed, ...rule.history.flatMap(decisionLine)];
}

async function oneRule(ruleId: string, { connection }: CommandContext): Promise<GoldenRule> {
  const { rules } = await connection.to('analyst').call(AnalystService.listRules, ListRulesRequest.fromPartial({ ruleId }));
  const rule = rules[0];
  if (!rule) throw new CliError(`There is no rule "${ruleId}". List them: panal rules list`);
  return rule;
}

const plural = (count: number, name: string): string => `${count} ${name}${count === 1 ? '' : 's'}`;

/** The cluster that proposed the rule, and what a failure of it looked like: what a person decides by. */
function clusterDetails(cluster: FailureCluster): string[] {
  const lines = cluster.example.split('\n');
  const told = lines.slice(-EXAMPLE_LINES).map((line) => `    ${safeText(line)}`);
  const tasks = cluster.tasks >= TASKS_COUNTED ? `${TASKS_COUNTED} or more tasks` : plural(cluster.tasks, 'task');
  return [
    `  seen ${plural(cluster.count, 'time')} in ${tasks}, ${formatTime(cluster.firstSeenMs)} to ${formatTime(cluster.lastSeenMs)} UTC`,
    `  an example${lines.length > EXAMPLE_LINES ? `, the last ${EXAMPLE_LINES} of ${lines.length} lines` : ''}:`,
    ...told,
  ];
}

async function show(ruleId: string, context: CommandContext): Promise<void> {
  const rule = await oneRule(ruleId, context);
  const request = ListClustersRequest.fromPartial({ clusterId: rule.clusterId });
  const { clusters: found } = await context.connection.to('analyst').call(AnalystService.listClusters, request);
  context.output.result(rule, () => [...ruleDetails(rule), ...found.flatMap(clusterDetails)]);
}

async function history(ruleId: string, context: CommandContext): Promise<void> {
  const rule = await oneRule(ruleId, context);
  context.output.result(rule.history, () => ruleHistory(rule));
}

async function decideRule(
  ruleId: string,
  decision: { decision: string; text?: string; reason?: string },
  { connection, output }: CommandContext,
): Promise<void> {
  const reply = await connection
    .to('analyst')
    .call(AnalystService.decideRule, DecideRuleRequest.fromPartial({ ruleId, ...decision }));
  if (!reply.ok) throw new CliError(reply.message);
  output.result(reply.rule, () => (reply.rule ? ruleDetails(reply.rule) : reply.message));
}

async function clusters(options: { limit: string }, { connection, output }: CommandContext): Promise<void> {
  const reply = await connection
    .to('analyst')
    .call(
      AnalystService.listClusters,
      ListClustersRequest.fromPartial({ limit: wholeNumber(options.limit, '--limit', { min: 1, max: 1_000 }) }),
    );
  output.result(reply.clusters, () => clusterTable(reply));
}

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((part * 100) / whole).toFixed(1)} %`);

function clusterTable(reply: ListClustersReply): string[] {
  const { clusters: shown, failures, clusterCount, unplaced, unrecognised } = reply;
  return [
    ...table(
      ['CLUSTER', 'COUNT', 'SHARE', 'TASKS', 'KIND', 'LAST SEEN (UTC)', 'RULE', 'TEMPLATE'],
      shown.map((c) => [
        c.clusterId,
        String(c.count),
        percent(c.count, failures),
        c.tasks >= TASKS_COUNTED ? `${TASKS_COUNTED}+` : String(c.tasks),
        c.kind,
        formatTime(c.lastSeenMs),
        c.ruleId || '–',
        safeText(c.template.split('\n')[0] ?? ''),
      ]),
    ),
    `${failures} failures in ${clusterCount} clusters${shown.length < clusterCount ? ` (${shown.length} shown)` : ''}; unknown: ${percent(unrecognised, failures)} by their last lines only, ${percent(unplaced, failures)} without room for a cluster of their own`,
  ];
}

const decisions = [
  ['pin', 'Make a rule binding: every later task in its scope must obey'],
  ['veto', 'Refuse a rule for good'],
  ['unpin', 'Take a rule out of force and keep it as advice'],
  ['retire', 'Take a rule out of force for good'],
  ['reopen', 'Make a retired rule a candidate again'],
] as const;

export function addRules(program: Command): void {
  const rules = program.command('rules').description('Golden Rules and the clusters of failures that they come from');
  rules
    .command('list', { isDefault: true })
    .option('--stage <stage>', 'candidate, shadow, canary, binding or retired', '')
    .description('List rules')
    .action((options: { stage: string }, command: Command) => withConnection(command, (context) => list(options, context)));
  rules
    .command('show')
    .argument('<id>', 'rule id')
    .description('Show a rule and its provenance')
    .action((id: string, _options: unknown, command: Command) => withConnection(command, (context) => show(id, context)));
  rules
    .command('history')
    .argument('<id>', 'rule id')
    .description('Show what was decided on a rule, by whom and why (the newest 50 decisions)')
    .action((id: string, _options: unknown, command: Command) => withConnection(command, (context) => history(id, context)));
  for (const [decision, description] of decisions) {
    rules
      .command(decision)
      .argument('<id>', 'rule id')
      .option('--reason <text>', 'why, for the record', '')
      .description(description)
      .action((id: string, options: { reason: string }, command: Command) =>
        withConnection(command, (context) => decideRule(id, { decision, reason: options.reason }, context)),
      );
  }
  rules
    .command('edit')
    .argument('<id>', 'rule id')
    .requiredOption('--text <text>', 'the new wording')
    .description('Reword a rule')
    .action((id: string, options: { text: string }, command: Command) =>
      withConnection(command, (context) => decideRule(id, { decision: 'edit', text: options.text }, context)),
    );
  rules
    .command('clusters')
    .option('--limit <n>', 'at most so many', '50')
    .description('List clusters of failures')
    .action((options: { limit: string }, command: Command) => withConnection(command, (context) => clusters(options, context)));
}
