import type { GateOutcome } from './commands.ts';

const COMMIT_LINE = /^(?:commit:?\s+)?(?<id>[0-9a-f]{40}|[0-9a-f]{64})$/i;

/**
 * The commit that a result is about. A client of the original messages has no field for it and names it in its artifact, on a line
 * of its own: `commit: <id>`, or the id alone; the last such line counts. An empty string where there is none.
 */
export function namedCommit(result: { readonly commit: string; readonly artifact: string }): string {
  if (result.commit !== '') return result.commit;
  const lines = result.artifact.slice(-10_000).split('\n');
  const named = lines.findLast((line) => COMMIT_LINE.test(line.trim()));
  return (COMMIT_LINE.exec(named?.trim() ?? '')?.groups?.['id'] ?? '').toLowerCase();
}

const NO_COMMIT =
  'The accepted result names no commit, so there is nothing to judge. Commit the work, and send the commit with the result, or end the artifact with a line "commit: ID".';

/** What a gate says of a mission in which nothing was ever committed: rejected, with the reason as its finding. */
export const nothingToJudge: GateOutcome = {
  passed: false,
  commit: '',
  baseCommit: '',
  summary: NO_COMMIT,
  diffDigest: '',
  envelopeJson: '',
  resultJson: '',
  finding: NO_COMMIT,
  errorLog: '',
  stack: '',
  after: undefined,
  checks: [],
};
