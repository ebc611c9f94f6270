export { LineScanner } from './line-scanner.ts';
export { LogGrouper, exampleCharsMax, isNotText } from './log-grouper.ts';
export type { LogCluster, LogGrouperOptions, LogGrouperSnapshot } from './log-grouper.ts';
export { messageStart } from './message-start.ts';
export { SLOT, messageTokens } from './message-tokens.ts';
export { SignatureTable } from './signature-table.ts';
export { TemplateMiner } from './template-miner.ts';
export type { MinerOptions } from './template-miner.ts';
export type { Join } from './unions.ts';
