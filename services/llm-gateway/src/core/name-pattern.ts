/**
 * A test for names by a pattern in which `*` stands for any text. Each part is looked for once, from where the one before it ended:
 * unlike a regular expression, it can't be made to try the same text again and again.
 */
export function namePattern(pattern: string): (name: string) => boolean {
  const [head = '', ...rest] = pattern.split(/\*+/);
  const tail = rest.pop();
  if (tail === undefined) return (name) => name === head;
  return (name) => {
    if (name.length < head.length + tail.length || !name.startsWith(head) || !name.endsWith(tail)) return false;
    let from = head.length;
    for (const part of rest) {
      const found = name.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= name.length - tail.length;
  };
}
