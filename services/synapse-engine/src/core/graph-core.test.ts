import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseChanges } from './change-set.ts';
import { graphEventCodec } from './event-codec.ts';
import { type GraphCommand, type GraphState, graphCore } from './graph-core.ts';
import { parseTriples } from './ingest.ts';
import { limits } from './limits.ts';
import { stateSnapshot } from './state-snapshot.ts';

function changes(value: string) {
  const set = parseChanges([{ remove: false, quad: `<urn:s> <urn:p> "${value}" .` }], 'j');
  if (!set.ok) throw new Error(set.refusal);
  return set.value;
}
function ingestOf(key: string, value: string): GraphCommand {
  const set = parseTriples([{ subject: 'urn:s', predicate: 'urn:p', object: `"${value}"` }], 'b');
  if (!set.ok) throw new Error(set.refusal);
  return { type: 'ingest', namespace: 'n', set: set.value, idempotencyKey: key, digest: value };
}
const feedOf = (firstPosition: number, lastPosition: number): GraphCommand => ({
  type: 'apply-changes',
  namespace: 'n',
  journalId: 'j',
  firstPosition,
  lastPosition,
  changes: changes(`${firstPosition}-${lastPosition}`),
});

let position = 0;
const run = (state: GraphState, command: GraphCommand) => {
  const decision = graphCore.decide(state, command);
  if (decision.ok) for (const event of decision.events) graphCore.apply(state, event, { position: (position += 1), atMs: 0 });
  return decision;
};

test('whatever batches arrive, each position of a feed is applied once and in order', () => {
  const range = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 4 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), (ranges) => {
      const state = graphCore.initial();
      let applied = 0;
      for (const [first, more] of ranges) {
        const decision = run(state, feedOf(first, first + more));
        if (first === applied + 1) expect(decision).toMatchObject({ ok: true, events: [{ lastPosition: first + more }] });
        else if (first + more <= applied) expect(decision).toEqual({ ok: true, events: [] });
        else expect(decision).toEqual({ ok: false, refusal: { kind: 'gap', expectedPosition: applied + 1 } });
        if (first === applied + 1) applied = first + more;
        expect(state.feeds.get('j') ?? 0).toBe(applied);
      }
    }),
  );
});

test('an idempotency key counts once, and only for the same request', () => {
  const state = graphCore.initial();
  expect(run(state, ingestOf('k', 'x'))).toMatchObject({ ok: true, events: [{ type: 'triples-ingested' }] });
  expect(run(state, ingestOf('k', 'x'))).toEqual({ ok: true, events: [] });
  expect(run(state, ingestOf('k', 'y'))).toEqual({ ok: false, refusal: { kind: 'key-reused' } });
  expect(run(state, ingestOf('', 'x'))).toMatchObject({ ok: true, events: [{}] });
});

test('only the newest keys are remembered', () => {
  const state = graphCore.initial();
  const one = ingestOf('', 'x');
  for (let index = 0; index <= limits.idempotencyKeysMax; index += 1)
    run(state, { ...one, idempotencyKey: `k${index}` } as GraphCommand);
  expect(state.keys.size).toBe(limits.idempotencyKeysMax);
  expect([...state.keys.keys()][0]).toBe('n k1');
});

test('a namespace that uses many keys makes itself forget, and no other; a state from its snapshot forgets the same', () => {
  const state = graphCore.initial();
  const one = ingestOf('', 'x');
  const use = (given: GraphState, namespace: string, idempotencyKey: string) =>
    run(given, { ...one, namespace, idempotencyKey } as GraphCommand);
  for (const key of ['a', 'b', 'c']) use(state, 'small', key);
  for (let index = 0; index < limits.idempotencyKeysMax; index += 1) use(state, 'large', `k${index}`);
  const snapshot = stateSnapshot(1);
  const restored = snapshot.decode(snapshot.encode(state));
  for (const given of [state, restored]) {
    use(given, 'small', 'd');
    expect(given.keys.size).toBe(limits.idempotencyKeysMax);
    expect([...given.keys.keys()].slice(0, 4)).toEqual(['small a', 'small b', 'small c', 'large k4']);
    expect(use(given, 'small', 'a')).toEqual({ ok: true, events: [] });
  }
  expect([...restored.keys.keys()]).toEqual([...state.keys.keys()]);
  expect(restored.keysOf).toEqual(state.keysOf);
});

test('a node keeps its number, and numbers are bounded', () => {
  const state = graphCore.initial();
  run(state, { type: 'assign-ids', iris: ['urn:a', 'urn:b', 'urn:a'] });
  run(state, { type: 'assign-ids', iris: ['urn:b', 'urn:c'] });
  expect([...state.idOfIri]).toEqual([
    ['urn:a', 1],
    ['urn:b', 2],
    ['urn:c', 3],
  ]);
  expect(run({ ...state, iris: { length: limits.nodeIdsMax } as never }, { type: 'assign-ids', iris: ['urn:d'] })).toMatchObject({
    ok: false,
    refusal: { kind: 'too-many' },
  });
});

test('namespaces and feeds are bounded', () => {
  const state = graphCore.initial();
  for (let index = 0; index < limits.namespacesMax; index += 1) state.namespaces.add(`n${index}`);
  expect(run(state, feedOf(1, 1))).toMatchObject({ ok: false, refusal: { kind: 'too-many', what: 'namespaces' } });
  expect(run(state, ingestOf('', 'x'))).toMatchObject({ ok: false });
  const fed = graphCore.initial();
  for (let index = 0; index < limits.feedsMax; index += 1) fed.feeds.set(`f${index}`, 1);
  expect(run(fed, feedOf(1, 1))).toMatchObject({ ok: false, refusal: { kind: 'too-many', what: 'feeds' } });
});

test('events and state survive their encoding, and a newer version is refused', () => {
  const state = graphCore.initial();
  const codec = stateSnapshot(1);
  for (const command of [feedOf(1, 3), ingestOf('k', 'line\\nbreak'), { type: 'assign-ids', iris: ['urn:a'] } as const]) {
    const decision = run(state, command);
    if (!decision.ok) throw new Error('refused');
    for (const event of decision.events) expect(graphEventCodec.decode(graphEventCodec.encode(event))).toEqual(event);
    expect(codec.decode(codec.encode(state))).toEqual(state);
  }
  expect(() => graphEventCodec.decode(new TextEncoder().encode('{"v":2,"e":{}}\n'))).toThrow('upgrade Panal');
  expect(() => codec.decode(new TextEncoder().encode('{"v":3}'))).toThrow('version 3');
});

test('a batch that changed nothing uses its key up, and is no change of the namespace', () => {
  const state = graphCore.initial();
  const nothing: ReturnType<typeof changes> = { runs: [], body: new Uint8Array(), count: 0 };
  const batch = (idempotencyKey: string, set = nothing): GraphCommand => ({
    type: 'apply-batch',
    namespace: 'n',
    changes: set,
    idempotencyKey,
    digest: 'd',
  });
  expect(run(state, batch(''))).toMatchObject({ ok: true, events: [] });
  expect(run(state, batch('k'))).toMatchObject({ ok: true, events: [{ type: 'batch-applied', count: 0 }] });
  expect([...state.changedAt.keys(), ...state.namespaces]).toEqual([]);
  expect(run(state, batch('k', changes('late')))).toMatchObject({ ok: true, events: [] });
});
