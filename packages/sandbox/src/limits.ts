import type { SandboxLimits } from './request.ts';

const mebibyte = 1_048_576;

/** What a command may use unless the request says otherwise: room for a test run of a large project, not for taking the machine down. */
export const defaultLimits: SandboxLimits = {
  processesMax: 512,
  dataBytesMax: 4096 * mebibyte,
  fileBytesMax: 1024 * mebibyte,
  cpuSecondsMax: 1800,
  openFilesMax: 4096,
  tmpBytesMax: 1024 * mebibyte,
};

/** The defaults with the request's overrides, or the name of a limit that is no positive whole number. */
export function mergeLimits(overrides: Partial<SandboxLimits>): { limits: SandboxLimits } | { unusable: string } {
  const limits = { ...defaultLimits };
  for (const name of Object.keys(defaultLimits) as (keyof SandboxLimits)[]) {
    const value = overrides[name];
    if (value === undefined) continue;
    if (!Number.isSafeInteger(value) || value < 1) return { unusable: name };
    limits[name] = value;
  }
  return { limits };
}
