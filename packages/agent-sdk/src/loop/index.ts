export { clipMiddle, quoteAsData } from './quote-as-data.ts';
export { type ToolLoopEnd, type ToolLoopLimits, type ToolLoopOptions, runToolLoop } from './run-tool-loop.ts';
export { SAME_OBSERVATIONS_MAX } from './stuck-reason.ts';
