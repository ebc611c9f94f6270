/**
 * The few rules that concern a task. Scope decides which may apply; among these, relevance by BM25 over the telling words of a rule (what it quotes,
 * or all of it where a person worded it) and of its cluster's template. Source: Robertson, Zaragoza, "The Probabilistic Relevance
 * Framework: BM25 and Beyond", 2009, section 3.
 */
import type { AnalystState, Cluster, Rule } from './state.ts';
import { tellingWords } from './words.ts';

export interface RuleScope {
  readonly role: string;
  readonly stack: string;
  readonly taskType: string;
  readonly text: string;
}

const K1 = 1.2;
const B = 0.75;
/** A task's words beyond these are not compared. */
const QUERY_WORDS_MAX = 500;
/** A word that more than this share of the rules have tells none of them apart. */
const COMMON_SHARE = 0.5;
const CLUSTERS_READ = 20;

const fits = (ofRule: string, ofTask: string): boolean =>
  ofRule === '' || ofTask === '' || ofRule.toLowerCase() === ofTask.toLowerCase();

const isExactly = (ofRule: string, ofTask: string): boolean => ofRule !== '' && ofRule.toLowerCase() === ofTask.toLowerCase();

const exactness = (rule: Rule, scope: RuleScope): number =>
  Number(isExactly(rule.role, scope.role)) +
  Number(isExactly(rule.stack, scope.stack)) +
  Number(isExactly(rule.taskType, scope.taskType));

interface Document {
  readonly made: string;
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

const documents = new WeakMap<Rule, Document>();

function documentOf(rule: Rule, clusters: ReadonlyMap<string, Cluster>): Document {
  const made = `${rule.clusterIds.length} ${rule.text}`;
  const known = documents.get(rule);
  if (known?.made === made) return known;
  const own =
    rule.wordedBy === 'template' ? Array.from(rule.text.matchAll(/«([^»]*)»/g), ([, slot]) => slot).join(' ') : rule.text;
  const templates = rule.clusterIds.slice(0, CLUSTERS_READ).map((id) => clusters.get(id)?.template ?? '');
  const words = tellingWords([own, ...templates].join(' '));
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const document = { made, counts, length: words.length };
  documents.set(rule, document);
  return document;
}

/** BM25 of each rule for the words of a task; words that most rules have count nothing, unless the rules are few. */
function relevances(rules: readonly Rule[], state: Pick<AnalystState, 'clusters'>, wanted: readonly string[]): number[] {
  const read = rules.map((rule) => documentOf(rule, state.clusters));
  const mean = read.reduce((sum, { length }) => sum + length, 0) / Math.max(1, read.length) || 1;
  const scores = rules.map(() => 0);
  for (const word of wanted) {
    const having = read.reduce((sum, { counts }) => sum + Number(counts.has(word)), 0);
    if (having === 0 || (having > 4 && having > read.length * COMMON_SHARE)) continue;
    const rarity = Math.log(1 + (read.length - having + 0.5) / (having + 0.5));
    for (const [index, { counts, length }] of read.entries()) {
      const count = counts.get(word) ?? 0;
      scores[index]! += (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / mean));
    }
  }
  return scores;
}

/**
 * The rules of one stage that apply to a task, at most `limit`: the most relevant first, then those whose scope is named exactly,
 * then the older, so that the choice does not flicker. Rules that bind apply wherever their scope does; advice on a task that is
 * described must also have a telling word in common with it.
 */
export function selectRules(
  state: Pick<AnalystState, 'rules' | 'clusters'>,
  options: { readonly stage: Rule['stage']; readonly scope: RuleScope; readonly limit: number },
): Rule[] {
  const { stage, scope, limit } = options;
  const wanted = [...new Set(tellingWords(scope.text))].slice(0, QUERY_WORDS_MAX);
  const rules = [...state.rules.values()].filter(
    (rule) =>
      rule.stage === stage && fits(rule.role, scope.role) && fits(rule.stack, scope.stack) && fits(rule.taskType, scope.taskType),
  );
  const scores = relevances(rules, state, wanted);
  return rules
    .map((rule, index) => ({ rule, score: scores[index]!, exact: exactness(rule, scope) }))
    .filter(({ score }) => stage === 'binding' || wanted.length === 0 || score > 0)
    .sort(
      (a, b) =>
        b.score - a.score || b.exact - a.exact || a.rule.createdMs - b.rule.createdMs || (a.rule.ruleId < b.rule.ruleId ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ rule }) => rule);
}
