// Says on standard error that long work is going on: a running count of seconds on a terminal, else a line now and then.

const TERMINAL_EVERY_MS = 1000;
const LOG_EVERY_MS = 15_000;

/** Announces `label`; call `stop(ok)` at the end. */
export function startProgress(label, out = process.stderr) {
  const startMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startMs) / 1000)} s`;
  const redraw = (text) => out.write(`\r\u001B[K${text}`);
  if (out.isTTY) redraw(`panal: ${label}`);
  else out.write(`panal: ${label}\n`);
  const tick = () => (out.isTTY ? redraw(`panal: ${label}, ${elapsed()}`) : out.write(`panal: still at it after ${elapsed()}\n`));
  const timer = setInterval(tick, out.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS).unref();
  return {
    stop(ok) {
      clearInterval(timer);
      if (out.isTTY) redraw(ok ? `panal: ${label}: done in ${elapsed()}\n` : '');
    },
  };
}
