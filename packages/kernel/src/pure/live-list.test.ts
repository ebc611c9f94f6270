import fc from 'fast-check';
import { expect, it } from 'vitest';
import { LiveList, type Place } from './live-list.ts';

it('holds what was added and not taken out, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30)), (choices) => {
      const list = new LiveList<{ readonly id: number }>();
      const model = new Map<number, Place<{ readonly id: number }>>();
      choices.forEach((choice, id) => {
        const place = [...model.entries()][choice];
        if (!place) model.set(id, list.add({ id }));
        else {
          list.remove(place[1]);
          list.remove(place[1]);
          model.delete(place[0]);
        }
        expect(
          list
            .items()
            .map((item) => item.id)
            .toSorted((a, b) => a - b),
        ).toEqual([...model.keys()].toSorted((a, b) => a - b));
        expect(list.size).toBe(model.size);
      });
    }),
  );
});
