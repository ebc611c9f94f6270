import { runMounts, systemMounts } from './mounts.ts';
import type { Mount } from './mounts.ts';
import type { RunPlan } from './plan-run.ts';

/**
 * The view that bubblewrap gives, built by a shell script from `unshare`, `mount`, `pivot_root` and `setpriv` of
 * util-linux, for machines without bubblewrap. The script runs as root of its own namespaces; the command runs in one
 * more user namespace, as the caller's own user, without capabilities.
 */

/** The script of the setup; arguments: uid, gid, cwd, size of tmp, then mounts as `kind path value`, `--`, and the arguments of `sh`. */
export const unshareScript = `
set -eu
PATH=/usr/sbin:/usr/bin:/sbin:/bin
uid=$1 gid=$2 cwd=$3 tmp=$4
shift 4
# Nothing below /sys is shown, so the new root can be built on top of it.
new=/sys

seal() {
  mount -o remount,bind,ro,nosuid,nodev "$1" 2>/dev/null || mount -o remount,bind,ro,nosuid,nodev,noexec "$1"
}
seal_below() {
  mounts=$(cat /proc/self/mountinfo)
  while read -r _ _ _ _ at _; do
    case $at in *\\\\*) at=$(printf %b "$at") ;; esac
    case $at in "$1"/*) seal "$at" ;; esac
  done <<MOUNTS
$mounts
MOUNTS
}
place() {
  mkdir -p "$new\${1%/*}"
  if [ -d "$1" ]; then mkdir -p "$new$1"; else [ -e "$new$1" ] || : > "$new$1"; fi
  mount --rbind "$1" "$new$1"
}

mount --make-rprivate /
mount -t tmpfs -o mode=755,nosuid,nodev,size=4m tmpfs "$new"
mkdir "$new/proc" "$new/dev" "$new/dev/shm" "$new/tmp" "$new/old"
mount -t proc -o nosuid,nodev,noexec proc "$new/proc"
for device in null zero full random urandom tty; do
  : > "$new/dev/$device"
  mount --bind "/dev/$device" "$new/dev/$device"
done
ln -s /proc/self/fd "$new/dev/fd"
ln -s /proc/self/fd/0 "$new/dev/stdin"
ln -s /proc/self/fd/1 "$new/dev/stdout"
ln -s /proc/self/fd/2 "$new/dev/stderr"
mount -t tmpfs -o "mode=1777,nosuid,nodev,size=$tmp" tmpfs "$new/dev/shm"
mount -t tmpfs -o "mode=1777,nosuid,nodev,size=$tmp" tmpfs "$new/tmp"
while [ "$1" != -- ]; do
  case $1 in
    link) ln -s "$3" "$new$2" ;;
    file) mkdir -p "$new\${2%/*}"; printf %s "$3" > "$new$2" ;;
    writable) place "$2" ;;
    read-only) place "$2"; seal "$new$2"; seal_below "$new$2" ;;
  esac
  shift 3
done
shift
if command -v ip >/dev/null 2>&1; then ip link set lo up 2>/dev/null || :; fi
# One more level of user namespaces, for the command itself; it can make none.
echo 1 > "$new/proc/sys/user/max_user_namespaces"
for part in sys sysrq-trigger irq bus fs acpi; do
  [ -e "$new/proc/$part" ] || continue
  mount --bind "$new/proc/$part" "$new/proc/$part"
  seal "$new/proc/$part"
done
cd "$new"
pivot_root . old
umount -l /old
rmdir /old
mount -o remount,bind,ro,nosuid,nodev /
cd "$cwd"
# The shell in between is process 1, to which most signals do nothing; the command is not.
exec unshare --user --keep-caps "--map-user=$uid" "--map-group=$gid" -- \\
  setpriv --no-new-privs --bounding-set=-all --inh-caps=-all --ambient-caps=-all -- \\
  /bin/sh -c '/bin/sh "$@"; exit $?' sh "$@"
`;

/** Fixed flags of `unshare`: root of new user, mount, process, IPC and host name namespaces, ended with its parent. */
export const unshareFlags = [
  '--user',
  '--map-root-user',
  '--mount',
  '--pid',
  '--ipc',
  '--uts',
  '--fork',
  '--kill-child=SIGKILL',
] as const;

/** The arguments of `setpriv` that run `/bin/sh` with `shellArguments` in the view of the plan. `setpriv` comes first so that the end of our process ends `unshare`. */
export function unshareArguments(plan: RunPlan, shellArguments: readonly string[], ids: { uid: number; gid: number }): string[] {
  const network = plan.network === 'none' ? ['--net'] : [];
  const mounts = [...systemMounts(plan.network, ids), ...runMounts(plan)].flatMap(describe);
  const numbers = [String(ids.uid), String(ids.gid), plan.cwd, String(plan.limits.tmpBytesMax)];
  const deathSignal = ['--pdeathsig', 'KILL', '--'];
  const shell = ['/bin/sh', '-c', unshareScript, 'sh'];
  return [...deathSignal, 'unshare', ...unshareFlags, ...network, '--', ...shell, ...numbers, ...mounts, '--', ...shellArguments];
}

function describe(mount: Mount): string[] {
  if (mount.kind === 'link') return ['link', mount.path, mount.target];
  if (mount.kind === 'file') return ['file', mount.path, mount.content];
  return [mount.kind, mount.path, ''];
}
