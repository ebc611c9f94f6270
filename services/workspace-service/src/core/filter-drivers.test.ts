import { expect, it } from 'vitest';
import { filterDriversMax, filterDriversOff } from './filter-drivers.ts';

const off = (...names: string[]) => filterDriversOff(Buffer.from(names.map((name) => `${name}\0`).join('')));

it('switches off each named filter driver once, whatever its name', () => {
  expect(off('core.bare', 'filter.lfs.clean', 'filter.lfs.process', 'filter.required')).toEqual([
    ['filter.lfs.clean', ''],
    ['filter.lfs.smudge', ''],
    ['filter.lfs.process', ''],
    ['filter.lfs.required', 'false'],
  ]);
  for (const name of ['', 'a.b', 'a=b', 'ü ☃', 'x.clean', 'A'])
    expect(off(`filter.${name}.clean`)?.[0], name).toEqual([`filter.${name}.clean`, '']);
  expect(off()).toEqual([]);
});

it('vouches for no listing with a filter name that could not be passed back, and for no more than its bound', () => {
  expect(filterDriversOff(Buffer.from('filter.\xff.clean\0', 'latin1'))).toBeUndefined();
  expect(filterDriversOff(Buffer.from('remote.\xff.url\0', 'latin1'))).toEqual([]);
  expect(off(`filter.${'x'.repeat(501)}.clean`)).toBeUndefined();
  const many = Array.from({ length: filterDriversMax + 1 }, (_, at) => `filter.${at}.clean`);
  expect(off(...many)).toBeUndefined();
  expect(off(...many.slice(1))).toHaveLength(4 * filterDriversMax);
});
