import { routes } from '@panal/trello-emulator';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openapiPath } from './trello-openapi.ts';

test.skipIf(!openapiPath)("every operation of the emulator is one of Trello's own", () => {
  const { paths } = JSON.parse(readFileSync(openapiPath!, 'utf8')) as { paths: Readonly<Record<string, object>> };
  const known = new Set(
    Object.entries(paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`)),
  );
  expect(routes.map(({ method, template }) => `${method} ${template}`).filter((line) => !known.has(line))).toEqual([]);
});
