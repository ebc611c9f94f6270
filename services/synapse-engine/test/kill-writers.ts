/**
 * Writers of one kind each: every one sends its numbers one after the other, remembers what was acknowledged, and tells afterwards
 * what of it is missing and what nobody sent. All of them send what was not answered again first, as clients do.
 */
import { status } from '@grpc/grpc-js';
import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  ApplyChangesRequest,
  type Change,
  EmptyRequest,
  IngestRequest,
  ListQuarantineRequest,
  ResolveQuarantineRequest,
  SemanticEngineService as Engine,
  TransactionRequest,
  UpdateSparqlRequest,
} from '@panal/shared-types/synapse';
import { selectRows } from '@panal/synapse-client';

const NAMESPACE = 'kill';
/** One whose batches are checked against the shapes. */
const CHECKED = 'panal';
const QUERY_MS = 60_000;
const QUARANTINE_SHOWN = 1_000;

export interface KillChannels {
  readonly service: GrpcChannel;
  readonly operator: GrpcChannel;
}

/** A writer that has sent everything up to `sent` and was answered up to `acknowledged`. */
export abstract class KillWriter {
  readonly name: string;
  acknowledged = 0;
  sent = 0;
  /** Answers that are no sign of a process that dies. */
  readonly refusals: string[] = [];

  constructor(name: string) {
    this.name = name;
  }

  protected abstract write(channels: KillChannels, number: number): Promise<unknown>;
  /** What is there that must not be, and the other way round. */
  abstract problems(channels: KillChannels): Promise<string[]>;

  /** Writes until the process dies. */
  async run(channels: KillChannels, onAcknowledged: () => void): Promise<void> {
    for (;;) {
      this.sent = this.acknowledged + 1;
      try {
        await this.write(channels, this.sent);
      } catch (error) {
        const { code, details } = error as { readonly code?: number; readonly details?: string };
        if (code !== status.UNAVAILABLE)
          this.refusals.push(`${this.name}: ${this.sent} was refused (${details ?? String(error)})`);
        return;
      }
      this.acknowledged = this.sent;
      onAcknowledged();
    }
  }

  /** Writes one, which must be answered. */
  async once(channels: KillChannels): Promise<void> {
    this.sent = this.acknowledged + 1;
    await this.write(channels, this.sent);
    this.acknowledged = this.sent;
  }

  protected ask({ service }: KillChannels, query: string, namespace = NAMESPACE) {
    return selectRows(service, query, { namespace, timeoutMs: QUERY_MS });
  }

  protected line(form: string, number: number): string {
    return `<urn:${this.name}> <urn:${form}> "${number}" .`;
  }

  /** Everything up to some number between what was acknowledged and what was sent is there, once, and nothing else. */
  protected between(facts: readonly number[], what = 'facts'): string[] {
    const found: string[] = [];
    const highest = Math.max(0, ...facts);
    if (facts.length !== highest) found.push(`${this.name}: ${facts.length} ${what}, but the highest is ${highest}`);
    if (highest < this.acknowledged) found.push(`${this.name}: ${this.acknowledged} acknowledged, ${what} end at ${highest}`);
    if (highest > this.sent) found.push(`${this.name}: ${this.sent} sent, ${what} end at ${highest}`);
    return found;
  }
}

async function numbersOf(writer: KillWriter, rows: Promise<readonly Record<string, { readonly value: string } | undefined>[]>) {
  const numbers = (await rows).map(({ n }) => Number(n?.value));
  if (numbers.some((number) => !Number.isSafeInteger(number))) throw new Error(`${writer.name} wrote numbers only`);
  return numbers;
}

/** Fact n is kept for ever, and `newest` changes from n - 1 to n with it. */
abstract class CountingWriter extends KillWriter {
  override async problems(channels: KillChannels): Promise<string[]> {
    const facts = await numbersOf(this, this.ask(channels, `SELECT ?n { <urn:${this.name}> <urn:fact> ?n }`));
    const newest = await numbersOf(this, this.ask(channels, `SELECT ?n { <urn:${this.name}> <urn:newest> ?n }`));
    const expected = facts.length === 0 ? '' : String(Math.max(...facts));
    const found = this.between(facts);
    if (newest.join() !== expected) found.push(`${this.name}: the newest fact is ${expected}, but ${newest.join()} is said`);
    return found;
  }

  protected changes(number: number): Change[] {
    return [
      { remove: true, quad: this.line('newest', number - 1) },
      { remove: false, quad: this.line('newest', number) },
      { remove: false, quad: this.line('fact', number) },
    ];
  }
}

/** The feed of a service. */
class FeedWriter extends CountingWriter {
  protected override write({ service }: KillChannels, number: number) {
    const batch = { journalId: this.name, firstPosition: number, lastPosition: number, changes: this.changes(number) };
    return service.call(Engine.applyChanges, ApplyChangesRequest.fromPartial({ namespace: NAMESPACE, ...batch }));
  }
}

/** Batches with conditions, which hold only if everything before was applied once. */
class TransactionWriter extends CountingWriter {
  protected override write({ service }: KillChannels, number: number) {
    const request = TransactionRequest.fromPartial({
      namespace: NAMESPACE,
      changes: this.changes(number),
      mustExist: number === 1 ? [] : [this.line('newest', number - 1)],
      mustNotExist: [this.line('fact', number)],
      idempotencyKey: `${this.name}-${number}`,
    });
    return service.call(Engine.applyTransaction, request);
  }
}

class UpdateWriter extends CountingWriter {
  protected override write({ service }: KillChannels, number: number) {
    const me = `<urn:${this.name}>`;
    const update = `DELETE { ${me} <urn:newest> ?o } INSERT { ${me} <urn:newest> "${number}" ; <urn:fact> "${number}" }
      WHERE { OPTIONAL { ${me} <urn:newest> ?o } }`;
    const request = { update, namespace: NAMESPACE, idempotencyKey: `${this.name}-${number}` };
    return service.call(Engine.updateSparql, UpdateSparqlRequest.fromPartial(request));
  }
}

/** Ingests with keys; one in ten is a batch of hundreds, which is there whole or not at all. */
class IngestWriter extends KillWriter {
  protected override write({ service }: KillChannels, number: number) {
    const parts = number % 10 === 0 ? 300 : 1;
    const triples = Array.from({ length: parts }, (_, part) => ({
      subject: `urn:${this.name}`,
      predicate: part === 0 ? 'urn:fact' : `urn:part:${part}`,
      object: `"${number}"`,
    }));
    const request = { triples, namespace: NAMESPACE, idempotencyKey: `${this.name}-${number}` };
    return service.call(Engine.ingestTriples, IngestRequest.fromPartial(request));
  }

  override async problems(channels: KillChannels): Promise<string[]> {
    const query = `SELECT ?n (COUNT(?p) AS ?c) { <urn:${this.name}> ?p ?n } GROUP BY ?n`;
    const rows = await this.ask(channels, query);
    const torn = rows.filter(({ n, c }) => Number(c?.value) !== (Number(n?.value) % 10 === 0 ? 300 : 1));
    const facts = rows.map(({ n }) => Number(n?.value));
    return [...torn.map(({ n }) => `${this.name}: batch ${n?.value} is there in part`), ...this.between(facts)];
  }
}

const DELETES_EVERY = 7;

/** Fills a namespace of its own and deletes it whole, again and again. */
class DeletingWriter extends KillWriter {
  protected override write({ service, operator }: KillChannels, number: number) {
    const namespace = `gone-${this.name}`;
    if (number % DELETES_EVERY === 0) return operator.call(Engine.deleteNamespaceData, EmptyRequest.fromPartial({ namespace }));
    const triples = [{ subject: `urn:${this.name}`, predicate: 'urn:fact', object: `"${number}"` }];
    return service.call(
      Engine.ingestTriples,
      IngestRequest.fromPartial({ triples, namespace, idempotencyKey: `${this.name}-${number}` }),
    );
  }

  override async problems(channels: KillChannels): Promise<string[]> {
    const rows = this.ask(channels, 'SELECT ?n { ?s <urn:fact> ?n }', `gone-${this.name}`);
    const facts = (await numbersOf(this, rows)).toSorted((a, b) => a - b);
    const possible = [this.acknowledged, this.sent].map((last) => {
      const count = last % DELETES_EVERY;
      return Array.from({ length: count }, (_, index) => last - count + 1 + index).join();
    });
    return possible.includes(facts.join()) ? [] : [`${this.name}: ${facts.join()} instead of ${possible.join(' or ')}`];
  }
}

const FATES = ['applied', 'discarded', 'kept'] as const;
const fateOf = (number: number) => FATES[number % 40 === 0 ? 2 : number % 2];

/** Batches that break a shape: kept apart, then applied, discarded, or left there. */
class QuarantineWriter extends KillWriter {
  protected override async write(channels: KillChannels, number: number): Promise<void> {
    const request = ApplyChangesRequest.fromPartial({
      namespace: CHECKED,
      journalId: this.name,
      firstPosition: number,
      lastPosition: number,
      quarantine: true,
      changes: [
        {
          remove: false,
          quad: `<urn:${this.name}:${number}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://swarm.os/ontology/Task> .`,
        },
        { remove: false, quad: this.line('fact', number) },
      ],
    });
    await channels.service.call(Engine.applyChanges, request);
    const fate = fateOf(number);
    if (fate === 'kept') return;
    const batch = (await this.#kept(channels)).find(({ lastPosition }) => lastPosition === number);
    // It was resolved before, and the answer was lost.
    if (!batch) return;
    const resolved = { namespace: CHECKED, position: batch.position, apply: fate === 'applied' };
    await channels.operator.call(Engine.resolveQuarantine, ResolveQuarantineRequest.fromPartial(resolved));
  }

  async #kept({ service }: KillChannels) {
    const request = ListQuarantineRequest.fromPartial({ namespace: CHECKED, limit: QUARANTINE_SHOWN });
    const { batches } = await service.call(Engine.listQuarantine, request);
    return batches.filter(({ journalId }) => journalId === this.name);
  }

  override async problems(channels: KillChannels): Promise<string[]> {
    const rows = this.ask(channels, `SELECT ?n { <urn:${this.name}> <urn:fact> ?n }`, CHECKED);
    const applied = new Set(await numbersOf(this, rows));
    const kept = new Set((await this.#kept(channels)).map(({ lastPosition }) => lastPosition));
    const found: string[] = [];
    for (let number = 1; number <= Math.max(this.sent, ...applied, ...kept); number += 1) {
      const is =
        [...(applied.has(number) ? ['applied'] : []), ...(kept.has(number) ? ['kept'] : [])].join(' and ') || 'discarded';
      const fate: string | undefined = fateOf(number);
      // What was not answered yet is in quarantine, or not there, or has met its fate.
      const mayBe = number <= this.acknowledged ? [fate] : number <= this.sent ? [fate, 'kept', 'discarded'] : ['discarded'];
      if (!mayBe.includes(is)) found.push(`${this.name}: batch ${number} is ${is} instead of ${mayBe.join(' or ')}`);
    }
    return found;
  }
}

/** Two of each kind that share a namespace, and one of each that has its own. */
export const createKillWriters = (): readonly KillWriter[] => [
  new FeedWriter('feed-1'),
  new FeedWriter('feed-2'),
  new IngestWriter('ingest-1'),
  new IngestWriter('ingest-2'),
  new TransactionWriter('transaction'),
  new UpdateWriter('update'),
  new DeletingWriter('delete'),
  new QuarantineWriter('quarantine'),
];
