export type { Analysis, AnalyzedCluster, Doubts } from './analysis.ts';
export { analyzeLogs } from './analyze-logs.ts';
export type { AnalyzeOptions, Progress } from './analyze-logs.ts';
export type { Problem } from './inputs.ts';
export { resolveIds } from './resolve-ids.ts';
