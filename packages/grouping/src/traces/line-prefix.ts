// Build servers, Kubernetes and Docker Compose write a time or a name before every line of what a program said.
const PREFIX =
  /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)(?: std(?:out|err) [FP])?(?: |$)|[A-Za-z][\w.-]{0,60}[-_]\d{1,4} +\|(?: |$))/;

/** How long the time or name is that a collector of logs wrote before a line; 0 where it wrote none. */
export const prefixLength = (line: string): number => PREFIX.exec(line)?.[0].length ?? 0;
