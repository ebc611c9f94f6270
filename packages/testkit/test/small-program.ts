// A program that behaves as its first argument says, for the tests of the process harness.
import { createLogger, runProcess } from '@panal/kernel/runtime';

const [mode = 'serve'] = process.argv.slice(2);
process.stdout.write(`hello from ${mode} in ${process.env['PANAL_DATA_DIR'] ?? 'no folder'}\n`);
if (mode === 'die') process.exitCode = 3;
else
  runProcess(createLogger({ service: 'small-program', level: 'info' }), async (lifecycle) => {
    if (mode === 'refuse') throw new Error('the setting is wrong');
    setInterval(() => undefined, 1_000);
    lifecycle.announceReady({ grpc: Number(process.env['PANAL_PORTS_SMALL_GRPC'] ?? 1), http: 2 });
  });
