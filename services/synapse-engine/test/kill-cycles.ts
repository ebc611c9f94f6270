import { ApplyChangesRequest, IngestRequest, SemanticEngineService as Engine } from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';
import type { SynapseProcess } from './synapse-process.ts';

const WRITERS = 6;
const NAMESPACE = 'kill';
const QUERY_MS = 60_000;

export interface KillResult {
  readonly cycles: number;
  readonly acknowledged: number;
  /** Kills at which a stored graph was being written. */
  readonly killedWhileStoring: number;
  readonly problems: readonly string[];
}

/** A writer that remembers what was acknowledged and what it ever sent. Odd ones are feeds, even ones send idempotency keys. */
class Writer {
  readonly name: string;
  readonly isFeed: boolean;
  acknowledged = 0;
  sent = 0;

  constructor(index: number) {
    this.name = `w${index}`;
    this.isFeed = index % 2 === 1;
  }

  /** Writes one after the other until the process dies. What was not answered is sent again first, as clients do. */
  async run(synapse: SynapseProcess, onAcknowledged: () => void): Promise<void> {
    const channel = await synapse.channel('service');
    for (;;) {
      const number = this.acknowledged + 1;
      this.sent = number;
      try {
        if (this.isFeed) await channel.call(Engine.applyChanges, this.#changes(number));
        else await channel.call(Engine.ingestTriples, this.#triples(number));
      } catch {
        return;
      }
      this.acknowledged = number;
      onAcknowledged();
    }
  }

  /** Fact n is added, and fact n - 1 takes another form, so that a lost, doubled or reordered record shows. */
  #changes(number: number): ApplyChangesRequest {
    const quad = (fact: number, form: string): string => `<urn:${this.name}> <urn:${form}> "${fact}" .`;
    return ApplyChangesRequest.fromPartial({
      namespace: NAMESPACE,
      journalId: this.name,
      firstPosition: number,
      lastPosition: number,
      changes: [
        { remove: true, quad: quad(number - 1, 'newest') },
        { remove: false, quad: quad(number, 'newest') },
        { remove: false, quad: quad(number, 'fact') },
      ],
    });
  }

  #triples(number: number): IngestRequest {
    const triples = [{ subject: `urn:${this.name}`, predicate: 'urn:fact', object: `"${number}"` }];
    return IngestRequest.fromPartial({ triples, namespace: NAMESPACE, idempotencyKey: `${this.name}-${number}` });
  }
}

async function problemsOf(synapse: SynapseProcess, writers: readonly Writer[]): Promise<string[]> {
  const reader = await synapse.channel('service');
  const ask = (query: string) => selectRows(reader, query, { namespace: NAMESPACE, timeoutMs: QUERY_MS });
  const facts = await ask(
    'SELECT ?w (COUNT(?n) AS ?c) (MAX(<http://www.w3.org/2001/XMLSchema#integer>(?n)) AS ?m) WHERE { ?w <urn:fact> ?n } GROUP BY ?w',
  );
  const newest = await ask('SELECT ?w ?n WHERE { ?w <urn:newest> ?n }');
  return writers.flatMap((writer) => {
    const row = facts.find(({ w }) => w?.value === `urn:${writer.name}`);
    const count = Number(row?.['c']?.value ?? 0);
    const highest = Number(row?.['m']?.value ?? 0);
    const found: string[] = [];
    if (count !== highest) found.push(`${writer.name}: ${count} facts, but the highest is ${highest}`);
    if (count < writer.acknowledged) found.push(`${writer.name}: ${writer.acknowledged} were acknowledged, ${count} are there`);
    if (count > writer.sent) found.push(`${writer.name}: ${writer.sent} were sent, ${count} are there`);
    const forms = newest.filter(({ w }) => w?.value === `urn:${writer.name}`).map(({ n }) => n?.value);
    if (writer.isFeed && count > 0 && forms.join() !== String(count)) found.push(`${writer.name}: newest is ${forms.join()}`);
    return found;
  });
}

/** Kills a Synapse again and again under load and checks after each start that it holds what it acknowledged, and nothing else. */
export async function killCycles(
  synapse: SynapseProcess,
  { cycles, untilMs = Infinity, random }: { readonly cycles: number; readonly untilMs?: number; readonly random: () => number },
): Promise<KillResult> {
  const writers = Array.from({ length: WRITERS }, (_, index) => new Writer(index));
  const problems: string[] = [];
  let killedWhileStoring = 0;
  let cycle = 0;
  while (cycle < cycles && performance.now() < untilMs) {
    cycle += 1;
    const killAfter = 1 + Math.floor(random() * 120);
    let count = 0;
    let killed: Promise<unknown> | undefined;
    const onAcknowledged = (): void => {
      count += 1;
      if (count === killAfter) killed = synapse.end('SIGKILL');
    };
    await Promise.all(writers.map((writer) => writer.run(synapse, onAcknowledged)));
    await killed;
    if (synapse.isStoring()) killedWhileStoring += 1;
    await synapse.start();
    for (const problem of await problemsOf(synapse, writers)) problems.push(`cycle ${cycle}: ${problem}`);
  }
  const acknowledged = writers.reduce((sum, writer) => sum + writer.acknowledged, 0);
  return { cycles: cycle, acknowledged, killedWhileStoring, problems };
}
