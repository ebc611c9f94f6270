import type { Panal } from './contenders.ts';
import { cpuUsEach } from './measure.ts';
import type { Dialect } from './load.ts';

/** µs of CPU by what the client and the upstream speak. */
export type Translating = Readonly<Record<`${Dialect} to ${Dialect}, ${'document' | 'stream'}`, number>>;

/** The models of the bench's gateway, by what their upstream speaks. */
const MODELS: Readonly<Record<Dialect, string>> = { chat: 'bench', messages: 'bench-messages' };
const DIALECTS: readonly Dialect[] = ['chat', 'messages'];
/** The first round warms up. */
const ROUNDS = 4;

const CASES = DIALECTS.flatMap((client) =>
  DIALECTS.flatMap((upstream) => [false, true].map((stream) => ({ client, upstream, stream }))),
);

/** What translating costs: the same client before an upstream of its own dialect and one of the other, in turns; the least of the rounds. */
export async function measureTranslating(panal: Panal, count: number): Promise<Translating> {
  const least: Record<string, number> = {};
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { client, upstream, stream } of CASES) {
      const target = { ...panal, dialect: client, model: MODELS[upstream] };
      const cpuUs = await cpuUsEach(target, { count: stream ? Math.ceil(count / 10) : count, stream });
      const name = `${client} to ${upstream}, ${stream ? 'stream' : 'document'}`;
      if (round > 0) least[name] = Math.min(least[name] ?? Infinity, cpuUs);
    }
  }
  return least as unknown as Translating;
}

/** How much a translated request costs above one of the client's own dialect: 0.6 is 60 %. */
export function addedByTranslating(seen: Translating): Readonly<Record<string, number>> {
  const added: Record<string, number> = {};
  for (const [client, other] of [
    ['chat', 'messages'],
    ['messages', 'chat'],
  ] as const) {
    for (const kind of ['document', 'stream'] as const) {
      const name = `${client} to ${other}, ${kind}` as const;
      added[name] = seen[name] / seen[`${client} to ${client}, ${kind}`] - 1;
    }
  }
  return added;
}
