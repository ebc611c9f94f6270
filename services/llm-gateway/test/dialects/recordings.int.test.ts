/** Answers of real providers, read through the gateway by the official clients: without loss in their own dialect, equal in others. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GatewayHome, type GatewayProcess } from '../gateway-process.ts';
import { NO_RECORDINGS, type RecordedDialect, RecordedUpstream, hasRecordings, readRecordings } from '../recorded-upstream.ts';
import { CLIENTS } from './sdk-reading.ts';

const recordings = readRecordings();
/** Its whole text differs from its pieces: who reads one can't be given the other. */
const UNEQUAL_IN_ITSELF = 'openai__responses__openai-shell-container.1.chunks.txt';
/** Its summary is billed besides the answer. Only messages say so apart; other clients are told the sum: 612 + 60,385 and 2,819 + 522. */
const SUMMARISED = { name: 'anthropic__anthropic-compaction', inputTokens: 60_997, outputTokens: 3_341 };
const DIALECTS: readonly RecordedDialect[] = ['chat', 'responses', 'messages'];

describe.skipIf(!hasRecordings)(`recordings (skipped: ${NO_RECORDINGS})`, () => {
  let upstream: RecordedUpstream;
  let home: GatewayHome;
  let gateway: GatewayProcess;
  let key: string;
  let gatewayUrl: string;

  beforeAll(async () => {
    upstream = await new RecordedUpstream(recordings).listen();
    home = await GatewayHome.create();
    const modelsOf = (dialect: RecordedDialect) =>
      recordings.filter((entry) => entry.dialect === dialect).map(({ name }) => name);
    const common = { baseUrl: `${upstream.url}/v1` };
    gateway = await home.start({
      upstreams: [
        { ...common, name: 'chat', kind: 'openai', apis: ['chat'], models: modelsOf('chat') },
        { ...common, name: 'responses', kind: 'openai', apis: ['responses'], models: modelsOf('responses') },
        { ...common, name: 'messages', kind: 'anthropic', models: modelsOf('messages') },
      ],
      priceCeilings: { '*': { input: 1, output: 1 } },
      outputTokensMax: 64_000,
    });
    ({ key } = await gateway.mint({ leaseId: 't.1' }));
    gatewayUrl = gateway.baseUrl.replace(/\/v1$/, '');
  });
  afterAll(async () => {
    await home.remove();
    await upstream.close();
  });

  test('there are some of every dialect, whole and as streams', () => {
    for (const dialect of DIALECTS)
      for (const stream of [true, false])
        expect(recordings.some((entry) => entry.dialect === dialect && entry.stream === stream)).toBe(true);
  });

  test.each(recordings)('$name: its own client is given the same as without the gateway', async ({ name, dialect, stream }) => {
    const direct = await CLIENTS[dialect]({ baseUrl: upstream.url, key: 'k', model: name, stream });
    const through = await CLIENTS[dialect]({ baseUrl: gatewayUrl, key, model: name, stream });
    expect(through.whole).toEqual(direct.whole);
  });

  const consistent = recordings.filter(({ name }) => name !== UNEQUAL_IN_ITSELF);
  const pairs = consistent.flatMap((entry) =>
    DIALECTS.filter((client) => client !== entry.dialect).map((client) => ({ ...entry, client })),
  );
  test.each(pairs)(
    '$name: a client of $client is given texts, calls, stop and counts',
    async ({ name, dialect, stream, client }) => {
      const { reading: direct } = await CLIENTS[dialect]({ baseUrl: upstream.url, key: 'k', model: name, stream });
      const { reading: through } = await CLIENTS[client]({ baseUrl: gatewayUrl, key, model: name, stream });
      // A refusal has a place of its own in some dialects.
      const { inputTokens, outputTokens } = name.startsWith(SUMMARISED.name) ? SUMMARISED : direct;
      expect({ ...through, refusal: '', stop: '' }).toEqual({ ...direct, inputTokens, outputTokens, refusal: '', stop: '' });
      expect(through.stop).toBe(direct.stop);
    },
  );
});
