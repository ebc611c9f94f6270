import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runPanal, temporaryDir } from './panal-run.ts';
import { createSampleRepository, git, sampleArguments, sampleDir } from './sample-repository.ts';
import { startTrajectoryUpstream } from './trajectory-upstream.ts';

it(
  'without the candidate rule, the same model makes the same mistake until its attempts are used up, and nothing is pushed',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryDir();
    const upstream = await startTrajectoryUpstream(join(sampleDir, 'trajectory.yaml'));
    try {
      const sample = createSampleRepository(folder.path);
      const args = sampleArguments(sample, { baseUrl: upstream.baseUrl, price: '0.15/0.60' });
      // So many failures never come together here: no rule is proposed, everything else stays as in the first run.
      const finished = await runPanal(args, { dataDir: join(folder.path, 'data'), env: { PANAL_ANALYST_RULE_THRESHOLD: '1000' } })
        .finished;
      expect(finished.code).toBe(1);
      const report = JSON.parse(finished.stdout) as {
        mission: { state: string; pushedCommit: string; findings: readonly { source: string }[] };
        rules: unknown[];
      };
      expect(report.mission.state).toBe('held');
      expect(report.mission.pushedCommit).toBe('');
      expect(report.rules).toEqual([]);
      expect(report.mission.findings[0]).toMatchObject({ source: 'gate' });
      expect(upstream.billed.filter(({ step }) => step.startsWith('coder-informed'))).toEqual([]);
      expect(upstream.billed.filter(({ step }) => step === 'coder-first-look').length).toBeGreaterThan(1);
      expect(git(sample.remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
    } finally {
      await upstream.stop();
      folder.remove();
    }
  },
);
