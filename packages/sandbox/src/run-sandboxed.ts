import { adviseOn, allProfiles, describeMissed, strongestProfile } from './detect-sandbox.ts';
import type { Missed } from './detect-sandbox.ts';
import { planRun } from './plan-run.ts';
import type { SandboxOptions, SandboxOutcome, SandboxRefusal, SandboxRequest } from './request.ts';
import { runInProfile } from './run-in-profile.ts';

/**
 * Runs a command with the strongest confinement that works here. `required` refuses where that is none; `best-effort` then
 * runs it with limits and a clean environment only, and the evidence says so. Returns when the command and all it started
 * have ended; never rejects for what the command does. Runs are not queued: the caller bounds how many go at once.
 */
export async function runSandboxed(request: SandboxRequest, options: SandboxOptions = {}): Promise<SandboxOutcome> {
  const planned = planRun(request);
  if ('problem' in planned) return refused('bad-request', planned.problem);
  if (request.signal?.aborted) return refused('bad-request', 'the caller cancelled before the command started');
  const wanted = (options.profiles ?? allProfiles).filter(
    (profile) => profile !== 'none' || request.requirement === 'best-effort',
  );
  const { available, missed } = await strongestProfile(wanted);
  return available ? runInProfile(available, planned.plan) : refused('no-sandbox', explain(missed));
}

function explain(missed: readonly Missed[]): string {
  const reasons = missed.map(describeMissed).join('; ') || 'no profile that confines was allowed';
  return `This command may only run confined, and nothing here can do that (${reasons}). To change it: ${adviseOn(missed)}.`;
}

function refused(code: SandboxRefusal['code'], message: string): SandboxOutcome {
  return { ok: false, refusal: { code, message } };
}
