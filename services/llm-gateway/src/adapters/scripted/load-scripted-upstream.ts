import { ConfigError } from '@panal/kernel/runtime';
import { readFileSync } from 'node:fs';
import type { Upstream } from '../../ports.ts';
import { createScriptedUpstream } from './scripted-upstream.ts';
import { parseTrajectory } from './trajectory.ts';

/** The scripted model of a trajectory file; throws ConfigError naming file, line and step. */
export function loadScriptedUpstream(path: string): Upstream {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `Setting "gateway.scriptedTrajectory" names ${path}, which cannot be read: ${(error as Error).message}.`,
    );
  }
  const trajectory = parseTrajectory(text);
  if (!trajectory.ok) throw new ConfigError(`Setting "gateway.scriptedTrajectory": ${path} is not valid: ${trajectory.refusal}.`);
  return createScriptedUpstream(trajectory.value);
}
