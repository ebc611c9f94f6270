import { countsOf, type TestFailure, type TestFormat } from './format.ts';

interface GoEvent {
  readonly Action?: string;
  readonly Package?: string;
  readonly ImportPath?: string;
  readonly Test?: string;
  readonly Output?: string;
}

function eventOf(line: string): GoEvent | undefined {
  if (!line.startsWith('{"')) return undefined;
  try {
    return JSON.parse(line) as GoEvent;
  } catch {
    return undefined;
  }
}

/** `go test -json`. Source: `go doc test2json`. A package that fails without a failed test (it does not build) counts as one failure. */
export const goJson: TestFormat = {
  name: 'go test -json',
  read(output) {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const said = new Map<string, string>();
    const failures: TestFailure[] = [];
    const failedPackages = new Set<string>();
    let seen = false;
    for (const line of output.split('\n')) {
      const event = eventOf(line);
      if (event?.Action === undefined) continue;
      const place = event.Package ?? event.ImportPath ?? '';
      const name = event.Test ? `${place}.${event.Test}` : place;
      if (event.Output) said.set(name, (said.get(name) ?? '') + event.Output);
      if (event.Action === 'build-fail') failures.push({ name: `${name} does not build`, detail: said.get(name) ?? '' });
      if (!['pass', 'fail', 'skip'].includes(event.Action)) continue;
      seen = true;
      if (event.Test) {
        if (event.Action === 'pass') counts.passed++;
        else if (event.Action === 'skip') counts.skipped++;
        else {
          counts.failed++;
          failedPackages.add(place);
          failures.push({ name, detail: said.get(name) ?? '' });
        }
      } else if (event.Action === 'fail' && !failedPackages.has(place)) {
        counts.failed++;
        failures.push({ name: place, detail: said.get(place) ?? '' });
      }
    }
    return seen ? { counts: countsOf(counts), failures } : undefined;
  },
};
