// A lock between processes, so that two commands started at once don't install or build into the same folder.
//
// It is a file that lists the process ids that work under it, and whose time its owner renews every two seconds. A waiter
// takes it over when all those processes are gone (kill -9), or when it saw no renewal for 15 seconds of its own clock
// (after a reboot the ids may belong to others).
import { appendFileSync, linkSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';

const POLL_MS = 100;
const RENEW_MS = 2000;
const SILENT_MS_MAX = 15_000;

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The lock's text and time, or undefined when it has just been released. */
function readLock(path) {
  try {
    return { text: readFileSync(path, 'utf8'), timeMs: statSync(path).mtimeMs };
  } catch {
    return undefined;
  }
}

/** Moves the abandoned lock aside, and puts it back if somebody else took it over in between. */
function removeAbandoned(path, text) {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, 'utf8') !== text) linkSync(aside, path);
  } catch {
    // another process was quicker
  }
  rmSync(aside, { force: true });
}

/** Resolves when the file at `path` could be created by us. */
async function acquire(path, fail) {
  let seen = { timeMs: 0, sinceMs: 0 };
  for (;;) {
    try {
      return writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
    } catch (error) {
      if (error.code !== 'EEXIST') {
        fail(
          `cannot write ${path} (${error.code}): the checkout must be writable for installing and building. Fix its permissions, or work in a copy.`,
        );
      }
    }
    const lock = readLock(path);
    if (!lock) continue;
    if (lock.timeMs !== seen.timeMs) seen = { timeMs: lock.timeMs, sinceMs: performance.now() };
    const pids = lock.text.split('\n').map(Number).filter(Boolean);
    const isSilent = performance.now() - seen.sinceMs > SILENT_MS_MAX;
    if (isSilent || (pids.length > 0 && !pids.some(isAlive))) removeAbandoned(path, lock.text);
    else await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/**
 * Waits for the lock at `path`, runs `work(holdFor)`, releases; `holdFor(child)` makes the child's life hold the lock too.
 * `fail` is called with one line when the lock can't be written (a read-only checkout).
 */
export async function withLock(path, fail, work) {
  await acquire(path, fail);
  const renewal = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // removed by hand: nothing left to renew
    }
  }, RENEW_MS).unref();
  const release = () => rmSync(path, { force: true });
  process.once('exit', release);
  try {
    return await work((child) => appendFileSync(path, `${child.pid}\n`));
  } finally {
    clearInterval(renewal);
    process.removeListener('exit', release);
    release();
  }
}
