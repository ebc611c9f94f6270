/** A journal in which the disk has changed something while Synapse was down: it is seen and said, or made good; never believed. */
import { SimulatedDisk } from '@panal/testkit/simulated-disk';
import { seededRandom } from '@panal/testkit';
import { createKillWriters } from './kill-writers.ts';
import { StoredGraphShelf } from './simulated-graph.ts';
import { SimulatedSynapse } from './simulated-synapse.ts';

const ANSWERS = 60;
const DIR = '/data/journal';
/** What a person can do about it. */
const ADVICE = /restore|backup|verify|remove/i;

export interface DamageReport {
  readonly outcome: 'refused' | 'whole' | 'unharmed';
  readonly problems: readonly string[];
}

/** Changes a byte, cuts the end off, or blanks a sector. */
function damaged(bytes: Uint8Array, random: () => number): Uint8Array {
  const at = Math.floor(random() * bytes.length);
  const kind = random();
  if (kind < 0.2) return bytes.slice(0, at);
  const copy = bytes.slice();
  if (kind < 0.4) copy.fill(0, at, at + 512);
  else copy[at] = (copy[at] ?? 0) ^ (1 + Math.floor(random() * 255));
  return copy;
}

/** Writes, stops in order, damages one file of the journal, and starts. */
export async function damageJournal(seed: number): Promise<DamageReport> {
  const random = seededRandom(seed);
  const disk = new SimulatedDisk({ seed });
  const shelf = new StoredGraphShelf(false);
  const writers = createKillWriters();
  const open = () =>
    SimulatedSynapse.open({
      disk: disk.connect(),
      shelf,
      segmentBytes: 1_000 + Math.floor(random() * 10_000),
      forgetsKeys: false,
      onFatal: () => undefined,
    });
  const first = await open();
  const channels = { service: first.channel, operator: first.channel };
  for (let round = 0; round < ANSWERS / writers.length; round += 1) for (const writer of writers) await writer.once(channels);
  await first.close();

  const names = (await disk.connect().list(DIR)).filter((name) => name !== 'lock').toSorted();
  const path = `${DIR}/${names[Math.floor(random() * names.length)]}`;
  const whole = disk.readFile(path);
  const left = damaged(whole, random);
  disk.writeFile(path, left);
  // The graph is built from the journal, unless it is stored.
  const isHarmed = Buffer.compare(whole, left) !== 0;
  let again: SimulatedSynapse;
  try {
    again = await open();
  } catch (error) {
    const message = (error as Error).message;
    return { outcome: 'refused', problems: ADVICE.test(message) ? [] : [`seed ${seed}: no advice in: ${message}`] };
  }
  const readers = { service: again.channel, operator: again.channel };
  const problems: string[] = [];
  for (const writer of writers) problems.push(...(await writer.problems(readers)));
  await again.close();
  return { outcome: isHarmed ? 'whole' : 'unharmed', problems: problems.map((text) => `seed ${seed}, ${path}: ${text}`) };
}
