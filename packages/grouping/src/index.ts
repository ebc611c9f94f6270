export { cleanLines, consideredCharsMax } from './clean-text.ts';
export { failureKinds, kindOf } from './failure-kind.ts';
export type { FailureKind } from './failure-kind.ts';
export { failuresIn } from './reports/failures-in.ts';
export type { ReportedFailure } from './reports/failures-in.ts';
export { maskLine } from './mask.ts';
export type { Slot, SlotKind } from './mask.ts';
export { signatureOf, signatureVersion } from './signature.ts';
export type { FailureSignature } from './signature.ts';
