import { expect, test } from 'vitest';
import { checkQuery } from './query-form.ts';

const formOf = (query: string): string => {
  const checked = checkQuery(query);
  return checked.ok ? checked.value.form : checked.refusal;
};

test('the form of a query is that of its first keyword after the prologue', () => {
  expect(formOf('SELECT * {}')).toBe('select');
  expect(formOf('# ASK\nPREFIX ask: <urn:ASK#> BASE <urn:x>\n ask {}')).toBe('ask');
  expect(formOf('PREFIX : <urn:x> CONSTRUCT WHERE {}')).toBe('graph');
  expect(formOf('describe <urn:insert>')).toBe('graph');
});

test('updates are refused in any disguise', () => {
  for (const update of [
    'INSERT DATA {}',
    'delete where {}',
    'PREFIX a: <urn:#> #c\nWITH <urn:g> DELETE {}',
    'CLEAR ALL',
    'LOAD <urn:x>',
  ]) {
    expect(formOf(update)).toContain('is an update');
  }
  expect(formOf('SELECT * { ?s ?p "INSERT DATA" }')).toBe('select');
});

test('a dataset is seen where there is one, and only there', () => {
  const has = (query: string) => {
    const checked = checkQuery(query);
    return checked.ok && checked.value.hasDataset;
  };
  expect(has('SELECT * FROM <urn:g> {}')).toBe(true);
  expect(has('SELECT * FROM NAMED x:g {}')).toBe(true);
  for (const none of [
    'SELECT ?from { ?from ?p ?o }',
    'SELECT * { ?s x:from x:o }',
    'SELECT * { ?s ?p "FROM <urn:g>" }',
    '# FROM <urn:g>\nASK {}',
  ]) {
    expect(has(none), none).toBe(false);
  }
});
