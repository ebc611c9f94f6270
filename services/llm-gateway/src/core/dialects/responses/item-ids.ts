const PREFIXES = { message: 'msg', call: 'fc', custom: 'ctc', reasoning: 'rs' } as const;

/** The id of a response, as this API's clients know it. */
export const responseIdOf = (id: string): string => (id.startsWith('resp_') ? id : `resp_${id}`);

/** The id of an output item that had none, made from the answer's and its place. */
export function itemIdOf(kind: keyof typeof PREFIXES, responseId: string, index: number): string {
  return `${PREFIXES[kind]}_${responseId.slice('resp_'.length)}_${index}`;
}
