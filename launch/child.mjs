// Runs a child process with our terminal and passes signals on exactly once.
//
// A terminal's Ctrl-C reaches the whole process group: this process, npm above it and the child. `kill -INT PID` reaches
// this process only. Node can't tell the two apart, so a witness does: an idle `cat` in the same group, which dies of a
// signal sent to the group and survives one sent to us. Only the second kind is forwarded; otherwise the child would get
// the signal twice and take the second for "stop at once". The witness ends by itself when its input closes with us.
import { spawn } from 'node:child_process';

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const WITNESS_WAIT_MS = 250;
const SAME_SIGNAL_MS = 1000;
const CAPTURE_CHARS_MAX = 1_000_000;

function startWitness() {
  const cat = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] });
  cat.unref();
  if (cat.stdin) cat.stdin.on('error', () => {}).unref();
  const died = new Promise((resolve) => {
    cat.once('exit', () => resolve(true));
    // Without `cat` there is no witness: every signal then counts as meant for us alone, and is forwarded.
    cat.once('error', () => resolve(false));
  });
  return { died, stop: () => cat.stdin && cat.stdin.destroy() };
}

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms, false));

/** Forwards to `child` the signals that reach this process but not its group; returns a function that stops doing so. */
function forwardSignals(child) {
  let witness = startWitness();
  let renewal;
  const renew = () => {
    renewal = undefined;
    witness = startWitness();
  };
  // npm repeats the terminal's signal to us a moment later: until then the dead witness still answers for it.
  const onGroupSignal = () => {
    if (!renewal) renewal = setTimeout(renew, SAME_SIGNAL_MS).unref();
  };
  const passOn = async (signal) => {
    if (await Promise.race([witness.died, wait(WITNESS_WAIT_MS)])) onGroupSignal();
    else if (child.exitCode === null && child.signalCode === null) child.kill(signal);
  };
  const onSignal = (signal) => void passOn(signal);
  for (const signal of FORWARDED) process.on(signal, onSignal);
  return () => {
    for (const signal of FORWARDED) process.removeListener(signal, onSignal);
    clearTimeout(renewal);
    witness.stop();
  };
}

/**
 * Runs `command` to its end. Options: those of `spawn`, `capture` (collect up to 1,000,000 characters of both outputs
 * instead of showing them), `timeoutMs` (then SIGKILL) and `onChild(child)`, called
 * once it runs. Resolves to `{ code, signal, output, error }`; never rejects.
 */
export function runChild(command, args, options = {}) {
  const { capture = false, timeoutMs, onChild, ...spawnOptions } = options;
  const stdio = capture ? ['ignore', 'pipe', 'pipe'] : 'inherit';
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio, ...spawnOptions });
    const stopForwarding = forwardSignals(child);
    if (onChild && child.pid) onChild(child);
    const timer = timeoutMs ? setTimeout(() => child.kill('SIGKILL'), timeoutMs) : undefined;
    let output = '';
    for (const stream of capture ? [child.stdout, child.stderr] : []) {
      stream.setEncoding('utf8').on('data', (text) => (output = (output + text).slice(-CAPTURE_CHARS_MAX)));
    }
    const finish = (result) => {
      stopForwarding();
      clearTimeout(timer);
      resolve({ code: 1, signal: null, output, error: undefined, ...result });
    };
    child.once('error', (error) => finish({ error }));
    child.once('close', (code, signal) => finish({ code: code === null ? 1 : code, signal }));
  });
}

/** Says that work stopped because its child was ended by a signal. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.signal = signal;
  }
}

/** Ends this process as a child ended: by the same signal, or with the same exit code. */
export function endLike({ code, signal }) {
  if (signal) process.kill(process.pid, signal);
  process.exitCode = signal ? 1 : code;
}
