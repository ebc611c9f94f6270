/** A reviewer's verdict as its artifact states it. */
export interface Review {
  readonly verdict: 'approve' | 'reject' | '';
  readonly diffDigest: string;
  /** The findings, one a line, or an empty string. */
  readonly findings: string;
}

function findingLine(finding: unknown): string {
  if (typeof finding === 'string') return finding;
  const fields = (finding ?? {}) as Record<string, unknown>;
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  const place = [text('file'), text('line')].filter(Boolean).join(':');
  return [text('severity') && `[${text('severity')}]`, place && `${place}:`, text('message')].filter(Boolean).join(' ');
}

/** Reads a reviewer's artifact; undefined where it is no JSON object with a verdict, as from a client that only says success or failure. */
export function parseReview(artifact: string): Review | undefined {
  let value: unknown;
  try {
    value = JSON.parse(artifact);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { verdict, diffDigest, findings } = value as Record<string, unknown>;
  if (verdict !== 'approve' && verdict !== 'reject') return undefined;
  const lines = Array.isArray(findings) ? findings.slice(0, 100).map(findingLine) : [];
  return { verdict, diffDigest: typeof diffDigest === 'string' ? diffDigest : '', findings: lines.join('\n') };
}
