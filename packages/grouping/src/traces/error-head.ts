/** What was thrown: the class, a code beside it if any, and the first line of the message. */
export interface ErrorHead {
  readonly type: string;
  readonly message: string;
}

const PREFIX =
  /^(?:\[?(?:Uncaught|Unhandled)(?: (?:exception|error|rejection|Exception))?[.:\]]? (?:\(in promise\)? ?)?|Exception in thread "[^"]{0,200}" |Caused by: |Suppressed: |\[cause\]: |\[errors\]: \[? ?|\[ERROR\] FATAL UNHANDLED EXCEPTION: |-{3,4}> (?:\(Inner Exception #\d+\) )?|E {2,7}|System\.AggregateException: .{0,200}?-{3}> )/;
const TELLING =
  /^([A-Za-z_$][\w$]{0,120}(?:(?:\.|::|\+|\/)[A-Za-z_$][\w$]{0,120}){0,12})(?: \[(\w{1,60})\])?(?:: ?(.{0,2000}))?$/;
const TELLING_NAME =
  /(?:Error|Exception|Failure|Fault|Warning|Exit|Interrupt|Abort|Throwable|Iteration|Overflow|Group|Cancelled|Timeout|Rejection)$/;
const INSIDE =
  /(?:^|[\s:([])((?:[A-Za-z_$][\w$]{0,80}(?:\.|::)){0,10}[A-Z][\w$]{0,80}(?:Error|Exception|Failure|Fault))(?: \[(\w{1,60})\])?: (.{0,2000})$/;

/** Types count by their last name: packages move, and Python writes the module only outside of `__main__`. */
export const shortType = (type: string): string => type.split(/\.|::|\+|\//).at(-1)!;

/** What a line says was thrown; `anyName` also takes names that do not end like an error's. Undefined where it says nothing of that. */
export function errorHeadOf(line: string, anyName = false): ErrorHead | undefined {
  if (line.length > 2_500) return undefined;
  const bare = line.replace(PREFIX, '').replace(PREFIX, '');
  const match = TELLING.exec(bare);
  if (match && (TELLING_NAME.test(match[1]!) || (anyName && (match[1]!.includes('.') || /^[A-Z]/.test(match[1]!))))) {
    return { type: shortType(match[1]!), message: (match[3] ?? '').replace(/ -{3}> .*$| \{$/, '').trim() };
  }
  const inside = INSIDE.exec(bare);
  return inside ? { type: shortType(inside[1]!), message: inside[3]!.replace(/ \{$/, '').trim() } : undefined;
}
