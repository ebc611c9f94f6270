// How runners mark a failed test; one group, its name. Duration and directive stand behind it.
const RUNNERS: readonly RegExp[] = [
  // node:test with its spec reporter, mocha, ava
  /^\s*✖ (.{1,300}?)(?: \(\d[\d.]*ms\))?$/,
  // TAP
  /^\s*not ok \d+ - (.{1,300}?)(?: # (?:time|duration).*)?$/,
  // pytest: an id, whose parameters may hold spaces, before ` - ` and the message
  /^(?:FAILED|ERROR) ([^\s:]{1,200}::.{1,300}?)(?: - .*)?$/,
  // unittest
  /^(?:FAIL|ERROR): (\w{1,200} \([\w.]{1,200}\))/,
  // vitest
  /^\s*FAIL\s{1,2}(.{1,300} > .{1,300})$/,
  // jest
  /^\s*● (.{1,300} › .{1,300})$/,
  // go test
  /^\s*--- FAIL: (\S{1,300})/,
  // cargo test
  /^test (\S{1,300}) \.\.\. FAILED$/,
];

const nameIn = (line: string): string | undefined => {
  for (const pattern of RUNNERS) {
    const name = pattern.exec(line)?.[1]?.trim();
    if (name) return name;
  }
  return undefined;
};

/** A TAP test that is marked to do or to skip does not fail the run. Source: TAP 14, section Directives. */
const isNoFailure = (line: string): boolean => /^\s*not ok \d/.test(line) && / # (?:todo|skip)\b/i.test(line);

/** Names of the tests that a runner reported as failed, in order, without numbers and durations. */
export function failedTests(lines: readonly string[]): string[] {
  const names = new Set<string>();
  for (const line of lines) {
    const name = isNoFailure(line) ? undefined : nameIn(line);
    if (name !== undefined && name !== 'failing tests:') names.add(name);
  }
  return [...names];
}
