import { type TestPlan, type TreeOverview, detectTests, overviewFiles } from '../core/detect-tests.ts';
import type { Mirror } from './mirror.ts';

/** What detection looks at, read from a commit rather than from a folder that someone may be changing. */
export async function treeOverview(mirror: Mirror, commit: string): Promise<TreeOverview> {
  const paths = await mirror.listPaths(commit);
  const present = overviewFiles.filter((name) => paths.includes(name));
  const entries = await Promise.all(present.map(async (name) => [name, await mirror.readFile(commit, name)] as const));
  return { paths, files: Object.fromEntries(entries) };
}

/** How the tests of a commit are run, or undefined. */
export async function testPlanOf(mirror: Mirror, commit: string, gateCommand: string): Promise<TestPlan | undefined> {
  return detectTests(await treeOverview(mirror, commit), gateCommand);
}
