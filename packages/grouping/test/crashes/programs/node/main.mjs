import { run } from './shop.mjs';

// SHIFT

const cli = (bug, options) => run(bug, options);

function handle(job) {
  return run(job.bug, job.options);
}

class Worker {
  take(bug, options) {
    return handle({ bug, options });
  }
}

const [bug, entry, via, word, number] = process.argv.slice(2);
const options = { via: via === 'via', word, number: Number(number) };
console.log(`2024-05-0${(word.length % 9) + 1} 10:11:12 INFO serving ${word} with ${number} items`);
await (entry === 'worker' ? new Worker().take(bug, options) : cli(bug, options));
