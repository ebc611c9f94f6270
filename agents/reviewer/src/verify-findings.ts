import type { DiffFile, DiffLine } from './numbered-diff.ts';
import type { Finding } from './review.ts';

/** The findings that stand, with their lines put right, and how many were dropped. */
export interface VerifiedFindings {
  readonly kept: readonly Finding[];
  readonly dropped: number;
}

/**
 * Keeps the findings whose quoted line really is in the difference of the file that they name: what a model quotes from
 * nowhere is no evidence. White space and the number and sign that stand before a line in the prompt don't matter.
 */
export function verifyFindings(findings: readonly Finding[], files: readonly DiffFile[]): VerifiedFindings {
  const kept = findings.flatMap((finding) => {
    const match = matchOf(finding, files);
    return match ? [{ ...finding, file: match.path, line: match.line }] : [];
  });
  return { kept, dropped: findings.length - kept.length };
}

const squeeze = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();

/** What a quoted line may look like: as it is, or with the number and sign that the prompt prints before it. */
function readingsOf(quote: string): string[] {
  const plain = squeeze(quote);
  return [plain, plain.replace(/^\d+ [+-]? ?/, ''), plain.replace(/^[+-] ?/, '')].map(squeeze).filter((text) => text !== '');
}

function matchOf(finding: Finding, files: readonly DiffFile[]): { path: string; line: number } | undefined {
  const path = finding.file.replace(/^(?:\.\/|[ab]\/)/, '');
  const file = files.find((candidate) => candidate.path === finding.file || candidate.path === path);
  const quoted = finding.quote.split('\n').find((line) => squeeze(line) !== '');
  if (!file || quoted === undefined) return undefined;
  const readings = readingsOf(quoted);
  const matches = file.lines.filter((line) => readings.includes(squeeze(line.text)));
  const nearest = matches.toSorted((one, other) => distance(one, finding) - distance(other, finding))[0];
  return nearest && { path: file.path, line: nearest.line };
}

const distance = (line: DiffLine, finding: Finding): number => Math.abs(line.line - finding.line) + (line.kind === '-' ? 0.5 : 0);
