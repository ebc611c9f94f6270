// Says on standard error that long work is going on: a running count of seconds on a terminal, else a line now and then.

const TERMINAL_EVERY_MS = 1000;
const LOG_EVERY_MS = 15_000;
const COLUMNS_DEFAULT = 80;

/** Announces `label`; call `stop(ok)` at the end. */
export function startProgress(label, out = process.stderr) {
  const startMs = Date.now();
  const elapsed = () => `${Math.round((Date.now() - startMs) / 1000)} s`;
  // A line that wraps could not be redrawn, so the label gives way to what follows it.
  const redraw = (suffix) => {
    const room = (out.columns || COLUMNS_DEFAULT) - 1 - suffix.length;
    out.write(`\r\u001B[K${`panal: ${label}`.slice(0, room)}${suffix}`);
  };
  const tick = () => (out.isTTY ? redraw(`, ${elapsed()}`) : out.write(`panal: still at it after ${elapsed()}\n`));
  if (out.isTTY) redraw('');
  else out.write(`panal: ${label}\n`);
  const timer = setInterval(tick, out.isTTY ? TERMINAL_EVERY_MS : LOG_EVERY_MS).unref();
  return {
    stop(ok) {
      clearInterval(timer);
      if (out.isTTY) out.write(ok ? `\r\u001B[Kpanal: ${label}: done in ${elapsed()}\n` : '\r\u001B[K');
    },
  };
}
