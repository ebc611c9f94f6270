import { z } from 'zod';

export const severities = ['critical', 'major', 'minor', 'note'] as const;

/** A finding as a model reports it, or as a check of ours does. */
export const findingSchema = z.object({
  file: z.string().max(500).describe('Path as the diff names it.'),
  line: z.int().min(0).describe('Line number in the new file, as printed beside the line.'),
  quote: z.string().max(1_000).describe('The line that the finding is about, copied exactly.'),
  severity: z.enum(severities).describe('critical and major stop the change; minor and note do not.'),
  message: z.string().min(1).max(2_000).describe('What is wrong, when it would happen, and what would mend it.'),
});

export type Finding = z.infer<typeof findingSchema>;

/** What `submit_review` takes. */
export const verdictSchema = z.object({
  verdict: z.enum(['approve', 'reject']),
  findings: z.array(findingSchema).max(50).describe('Empty where there is nothing to say.'),
});

/** A finished review: the agent's artifact, as JSON. */
export interface Review {
  readonly verdict: 'approve' | 'reject';
  /** Digest of the difference that was reviewed. */
  readonly diffDigest: string;
  readonly findings: readonly Finding[];
  /** Findings of the model whose quoted line is not in the difference. */
  readonly dropped: number;
  /** Who decided: a check of the gate's result, or the model. */
  readonly decidedBy: 'gate' | 'model';
}

const SEVERE: readonly string[] = ['critical', 'major'];

/** Whether a finding stops a change. */
export const isSevere = (finding: Finding): boolean => SEVERE.includes(finding.severity);

/** The findings as people read them, one a line, at most 20. */
export function describeFindings(findings: readonly Finding[]): string {
  const lines = findings
    .slice(0, 20)
    .map(
      ({ file, line, severity, message }) => `[${severity}] ${file ? `${file}${line > 0 ? `:${line}` : ''}: ` : ''}${message}`,
    );
  return lines.join('\n');
}
