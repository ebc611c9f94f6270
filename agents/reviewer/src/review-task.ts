import type { KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AgentHost, AgentTask, TaskOutcome } from '@panal/agent-sdk';
import { runToolLoop } from '@panal/agent-sdk/loop';
import { readPublicKey } from '@panal/audit';
import { tool } from 'ai';
import type { z } from 'zod';
import { whyDiffUnfit, whyGateForbids } from './judge-gate.ts';
import { type DiffFile, numberedDiff, readDiff } from './numbered-diff.ts';
import { instructions, nudge, promptOf } from './prompt.ts';
import { type Finding, type Review, describeFindings, isSevere, verdictSchema } from './review.ts';
import type { ReviewerSettings } from './settings.ts';
import { verifyFindings } from './verify-findings.ts';

/** Where the workspace-service keeps it under the data folder. */
const GATE_KEY_PATH = 'workspace/keys/gate-signing.pub.pem';

type Verdict = z.infer<typeof verdictSchema>;

/** Reviews a change: the gate's signed result first, then a model's verdict, of which only proved findings count. */
export async function reviewTask(task: AgentTask, settings: ReviewerSettings, { common }: AgentHost): Promise<TaskOutcome> {
  task.progress('reading the gate result and the difference');
  const { gate } = task.context;
  const forbidden = whyGateForbids(gate, await gateKey(settings.gateKeyFile ?? join(common.dataDir, GATE_KEY_PATH)));
  if (forbidden) return outcomeOf(rejection(forbidden, gate?.diffDigest ?? ''));
  const diff = await task.workspace.diff();
  const unfit = whyDiffUnfit(diff, gate);
  if (unfit) return outcomeOf(rejection(unfit, diff.diffDigest));
  const files = readDiff(diff.diff);
  const numbered = numberedDiff(files);
  if (numbered.length > settings.diffCharsMax) {
    const message = `The difference has ${numbered.length} characters; at most ${settings.diffCharsMax} can be reviewed at once. Split the change.`;
    return outcomeOf(rejection(message, diff.diffDigest));
  }
  task.progress(`reviewing ${files.length} files`);
  const verdict = await askModel(task, numbered, settings);
  return outcomeOf(reviewOf(verdict, files, diff.diffDigest));
}

async function gateKey(path: string): Promise<KeyObject> {
  try {
    return readPublicKey(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(
      `The gate's public key can't be read, so no gate result can be relied on: ${(error as Error).message}. Set agents.reviewer.gateKeyFile to the workspace-service's keys/gate-signing.pub.pem.`,
      { cause: error },
    );
  }
}

async function askModel(task: AgentTask, numbered: string, settings: ReviewerSettings): Promise<Verdict> {
  let verdict: Verdict | undefined;
  const end = await runToolLoop({
    model: task.languageModel(),
    instructions,
    prompt: promptOf(task.context, numbered, task.constraints),
    tools: {
      submit_review: tool({
        description: 'Hands in the verdict on the change.',
        inputSchema: verdictSchema,
        execute: async (input) => {
          verdict = input;
          return 'Received.';
        },
      }),
    },
    limits: settings,
    signal: task.signal,
    finished: () => verdict !== undefined,
    nudge,
  });
  if (verdict) return verdict;
  throw new Error(`The review could not be made: ${end.kind === 'gave-up' ? end.reason : 'no verdict'}.`);
}

/** The review that follows from a model's verdict: approved only where the model approves and no severe finding stands. */
export function reviewOf(verdict: Verdict, files: readonly DiffFile[], diffDigest: string): Review {
  const { kept, dropped } = verifyFindings(verdict.findings, files);
  const approved = verdict.verdict === 'approve' && !kept.some(isSevere);
  return { verdict: approved ? 'approve' : 'reject', diffDigest, findings: kept, dropped, decidedBy: 'model' };
}

function rejection(message: string, diffDigest: string): Review {
  const finding: Finding = { file: '', line: 0, quote: '', severity: 'critical', message };
  return { verdict: 'reject', diffDigest, findings: [finding], dropped: 0, decidedBy: 'gate' };
}

function outcomeOf(review: Review): TaskOutcome {
  const artifact = `${JSON.stringify(review, undefined, 2)}\n`;
  const said = describeFindings(review.findings);
  const dropped = review.dropped > 0 ? ` ${review.dropped} findings were dropped: what they quote is not in the difference.` : '';
  if (review.verdict === 'approve')
    return { status: 'success', artifact, summary: `Approved with ${counted(review.findings.length)}.${dropped}` };
  const errorMessage = said || `The reviewer rejected the change without a finding that stands.${dropped}`;
  return { status: 'failure', artifact, errorMessage, summary: `Rejected with ${counted(review.findings.length)}.${dropped}` };
}

const counted = (findings: number): string => (findings === 1 ? '1 finding' : `${findings || 'no'} findings`);
