import { readdirSync, readFileSync } from 'node:fs';

/** Highest descriptor that is looked after. */
export const descriptorMax = 4095;

const closeOnExec = 0o2_000_000;

/**
 * The descriptors above the standard three that a program started now would inherit, ascending. Node closes its own; these
 * came from whoever started this process, and may be anything: a log, a socket, a lock. Empty where /proc cannot tell.
 */
export function inheritedDescriptors(): number[] {
  return listDescriptors()
    .filter((descriptor) => descriptor > 2 && !closesOnExec(descriptor))
    .toSorted((a, b) => a - b);
}

function listDescriptors(): number[] {
  try {
    return readdirSync('/proc/self/fd').map(Number);
  } catch {
    return [];
  }
}

function closesOnExec(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(?<octal>[0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.groups?.['octal'];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) !== 0;
  } catch {
    return true; // Closed meanwhile: it was the one that read the folder.
  }
}
