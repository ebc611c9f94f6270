import { afterEach } from 'vitest';
import { takeRecentOutput } from '@panal/testkit';

// What the processes of a test said is of interest only where it failed.
afterEach(({ task }) => {
  const texts = takeRecentOutput();
  if (task.result?.state === 'fail') process.stderr.write(texts.map((text) => `${text}\n`).join(''));
});
