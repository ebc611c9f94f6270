import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Model, checkInvariants, createModel, replayOf } from './core-model.ts';
import { type Move, moves } from './core-moves.ts';

const RUNS = Number(process.env['PANAL_MODEL_RUNS'] ?? 150);
/** Long ones, since a mission needs a dozen right moves to reach its push. */
const sequences = fc.array(moves, { minLength: 50, maxLength: 250, size: 'max' });

function run(model: Model, sequence: readonly Move[]): void {
  for (const move of sequence) {
    move(model);
    checkInvariants(model);
  }
}

describe('the core under random commands', () => {
  const seen = new Set<string>();

  it('keeps its invariants, and replay gives the same state', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const model = createModel();
        run(model, sequence);
        for (const { event } of model.journal) seen.add('next' in event ? `${event.type} ${event.next.state}` : event.type);
        expect(replayOf(model)).toEqual(model.state);
      }),
      { numRuns: RUNS },
    );
  });

  it('reached every kind of event meanwhile, so that the invariants were put to the test', () => {
    // Those that every few dozen sequences bring; rarer ones come with PANAL_MODEL_RUNS in the thousands.
    const wanted = [
      ...['succeeded', 'backoff', 'waiting'].map((state) => `result-accepted ${state}`),
      ...['succeeded', 'waiting'].map((state) => `gate-finished ${state}`),
      ...['succeeded', 'held'].map((state) => `push-finished ${state}`),
      ...['ready', 'backoff'].map((state) => `lease-ended ${state}`),
      ...['task-again', 'task-reset', 'task-unprepared', 'task-cancelled', 'mission-held', 'mission-resumed', 'mission-ended'],
      ...[
        'approval-requested',
        'approval-decided',
        'halted',
        'resumed',
        'released',
        'failure-reported',
        'trial-reported',
        'step-denied',
      ],
    ];
    expect(wanted.filter((kind) => !seen.has(kind))).toEqual([]);
  });

  it('brings a mission to its end when everybody does their part', () => {
    fc.assert(
      fc.property(sequences, (sequence) => {
        const model = createModel();
        run(model, sequence);
        model.settle();
        const stuck = [...model.state.missions.values()].filter(
          ({ state }) => state !== 'done' && state !== 'failed' && state !== 'cancelled',
        );
        expect(stuck.map(({ state, reason }) => ({ state, reason }))).toEqual([]);
        expect(model.state.owed.size).toBe(0);
        // Whatever key may have been minted is given back.
        const minted = model.journal.flatMap(({ event }) =>
          event.type === 'task-preparing' ? [`${event.taskId}.${event.epoch}`] : [],
        );
        const released = new Set(model.journal.map(({ event }) => (event.type === 'released' ? event.leaseId : '')));
        expect(minted.filter((leaseId) => !released.has(leaseId))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
