import type { SandboxLimits } from './request.ts';

/**
 * The last step before the command, the same in every profile and already inside it: a shell script that sets the limits,
 * reports what it finds (namespaces, limits) on one pipe, waits for the environment on another, and becomes the command.
 * The command starts only after the report was read and accepted, so a profile that is not in force stops it, and the
 * environment travels neither in arguments nor through a program outside the sandbox.
 */

/** The file descriptors of the two pipes. */
export const environmentFd = 3;
export const reportFd = 4;

/** Namespaces that the launcher reports, in this order. */
export const reportedNamespaces = ['ipc', 'mnt', 'net', 'pid', 'user', 'uts'] as const;

const tools = 'PATH=/usr/bin:/bin';
const namespaceLinks = reportedNamespaces.map((name) => `/proc/self/ns/${name}`).join(' ');

/**
 * For `sh -c`; arguments: processes (0: leave alone), data KiB, file half-KiB, CPU seconds, open files, then the command.
 * A limit that cannot be set is seen in the report. `ulimit` counts processes by -u in bash and by -p in dash and ash.
 */
export const launcherScript = [
  '{ ulimit -c 0; ulimit -n "$5"; ulimit -t "$4"; ulimit -f "$3"; ulimit -d "$2"; } 2>/dev/null',
  'if [ "$1" != 0 ]; then ulimit -u "$1" 2>/dev/null || ulimit -p "$1" 2>/dev/null; fi',
  `{ ${tools} readlink ${namespaceLinks}`,
  'echo limits',
  'ulimit -u 2>/dev/null || ulimit -p; ulimit -d; ulimit -f; ulimit -t; ulimit -n; echo ready',
  `} >&${reportFd} 2>/dev/null`,
  `exec ${reportFd}>&-`,
  'shift 5',
  `environment=$(${tools} cat <&${environmentFd}) || exit 126`,
  `exec ${environmentFd}<&-`,
  'eval "unset environment; $environment"',
  'exec "$@"',
].join('\n');

/** The arguments of `sh` that run the command under the limits. */
export function launcherArguments(command: readonly string[], limits: SandboxLimits, limitProcesses: boolean): string[] {
  const processes = limitProcesses ? limits.processesMax : 0;
  const dataKibibytes = Math.floor(limits.dataBytesMax / 1024);
  const fileBlocks = Math.floor(limits.fileBytesMax / 512);
  const numbers = [processes, dataKibibytes, fileBlocks, limits.cpuSecondsMax, limits.openFilesMax];
  return ['-c', launcherScript, 'sh', ...numbers.map(String), ...command];
}

/** The environment as the launcher reads it: one quoted assignment a line. Names must have passed `isEnvironmentName`. */
export function environmentScript(env: Readonly<Record<string, string>>): string {
  return Object.entries(env)
    .map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'\n`)
    .join('');
}

// Names that a shell keeps for itself: assigning them fails, or changes how it reads the rest.
const reservedNames = new Set(['BASHOPTS', 'EUID', 'FUNCNAME', 'IFS', 'OPTIND', 'PPID', 'SHELLOPTS', 'UID']);

/** Whether a variable of this name can be handed to a command. */
export function isEnvironmentName(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !reservedNames.has(name);
}

/** What the launcher found: a namespace's identity by its name, and the limits in force (infinite where there is none). */
export interface LauncherReport {
  namespaces: Readonly<Record<string, string>>;
  limits: Omit<SandboxLimits, 'tmpBytesMax'>;
}

/** Longest report that is read, in bytes. A real one has about 250. */
export const reportBytesMax = 4096;

/** The report, once it is whole; undefined for a part of one or anything else. */
export function parseReport(text: string): LauncherReport | undefined {
  const lines = text.split('\n');
  const mark = lines.indexOf('limits');
  if (mark < 0 || lines[mark + 6] !== 'ready') return undefined;
  const namespaces: Record<string, string> = {};
  for (const line of lines.slice(0, mark)) {
    const name = line.slice(0, line.indexOf(':'));
    namespaces[name] = line;
  }
  const [processes = NaN, data = NaN, file = NaN, cpu = NaN, openFiles = NaN] = lines.slice(mark + 1, mark + 6).map(parseLimit);
  const limits = {
    processesMax: processes,
    dataBytesMax: data * 1024,
    fileBytesMax: file * 512,
    cpuSecondsMax: cpu,
    openFilesMax: openFiles,
  };
  return { namespaces, limits };
}

function parseLimit(line: string): number {
  return line === 'unlimited' ? Infinity : Number(line);
}
