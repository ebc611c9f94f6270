/** The graphs that the crash tests store: the one after position n holds n quads. */
export const NAMESPACE = 'n';

/** Quads of the records after one position up to another. */
export function graphLines(after: number, upTo: number): string {
  let text = '';
  for (let number = after + 1; number <= upTo; number += 1)
    text += `<urn:s${number}> <urn:p> "text \\n ${number} é" ${number % 3 === 0 ? '<urn:g> ' : ''}.\n`;
  return text;
}

/** Subjects of the quads up to a position, as they are in N-Quads. */
export const subjectsUpTo = (position: number): string[] => Array.from({ length: position }, (_, index) => `<urn:s${index + 1}>`);
