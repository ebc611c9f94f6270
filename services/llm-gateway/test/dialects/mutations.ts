type Random = () => number;

const below = (random: Random, most: number): number => Math.floor(random() * most);

const STRANGE: readonly unknown[] = [
  null,
  0,
  -1,
  1e308,
  1.5,
  true,
  '',
  'x'.repeat(5_000),
  '\u0000\ud83d',
  [],
  {},
  [[[]]],
  { type: 'text' },
  { type: 'tool_use', id: 'x' },
  { type: 'image' },
  '__proto__',
];

/** JSON text with some damage: values replaced, fields renamed, taken out or doubled, bytes changed or cut. */
export function mutateJson(json: Buffer, random: Random): Buffer {
  if (random() < 0.7) {
    const value: unknown = JSON.parse(json.toString());
    for (let count = 1 + below(random, 3); count > 0; count -= 1) mutateValue(value, random);
    return Buffer.from(JSON.stringify(value));
  }
  return mutateBytes(json, random);
}

function mutateBytes(given: Buffer, random: Random): Buffer {
  const bytes = Buffer.from(given);
  const at = below(random, bytes.length);
  const kind = random();
  if (kind < 0.3) return bytes.subarray(0, at);
  if (kind < 0.6) return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(random, 20))]);
  if (kind < 0.8) return Buffer.concat([bytes.subarray(0, at), Buffer.from('{"model":"chat","a":[1,'), bytes.subarray(at)]);
  bytes[at] = below(random, 256);
  return bytes;
}

/** Goes down at random and changes something there. */
function mutateValue(value: unknown, random: Random): void {
  if (typeof value !== 'object' || value === null) return;
  const holder = value as Record<string, unknown>;
  const names = Object.keys(holder);
  const name = names[below(random, names.length)];
  if (name === undefined) return;
  const inner = holder[name];
  if (typeof inner === 'object' && inner !== null && random() < 0.75) return mutateValue(inner, random);
  const kind = random();
  if (kind < 0.6) holder[name] = structuredClone(STRANGE[below(random, STRANGE.length)]);
  else if (kind < 0.75) delete holder[name];
  else if (kind < 0.85) holder[`${name}x`] = structuredClone(inner);
  else holder[names[below(random, names.length)]!] = structuredClone(inner);
}

/** A stream of events with some damage: events taken out, doubled, swapped, cut, or with damaged data. */
export function mutateStream(stream: Buffer, random: Random): Buffer {
  if (random() < 0.3) return stream;
  if (random() < 0.2) return mutateBytes(stream, random);
  const events = stream.toString().split('\n\n');
  const at = below(random, events.length);
  const other = below(random, events.length);
  const kind = random();
  if (kind < 0.2) events.splice(at, 1);
  else if (kind < 0.4) events.splice(at, 0, events[other]!);
  else if (kind < 0.55) [events[at], events[other]] = [events[other]!, events[at]!];
  else if (kind < 0.65) events.length = at;
  else
    events[at] = events[at]!.replace(
      /^data: (\{.*\})$/m,
      (_all, json: string) => `data: ${mutateJson(Buffer.from(json), random).toString()}`,
    );
  return Buffer.from(events.join('\n\n'));
}
