const MASKS: readonly (readonly [RegExp, string])[] = [
  [/((?<=[^A-Za-z0-9])|^)(([0-9a-f]{2,}:){3,}([0-9a-f]{2,}))((?=[^A-Za-z0-9])|$)/g, '<:ID:>'],
  [/((?<=[^A-Za-z0-9])|^)(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})((?=[^A-Za-z0-9])|$)/g, '<:IP:>'],
  [/((?<=[^A-Za-z0-9])|^)([0-9a-f]{6,} ?){3,}((?=[^A-Za-z0-9])|$)/g, '<:SEQ:>'],
  [/((?<=[^A-Za-z0-9])|^)(0x[a-f0-9A-F]+)((?=[^A-Za-z0-9])|$)/g, '<:HEX:>'],
  [/((?<=[^A-Za-z0-9])|^)([-+]?\d+)((?=[^A-Za-z0-9])|$)/g, '<:NUM:>'],
];
const DEPTH = 4;
const CHILDREN_MAX = 100;
const SIMILARITY_MIN = 0.4;

interface Node {
  readonly children: Map<string, Node>;
  readonly clusters: { id: number; tokens: string[] }[];
}

/** The Drain algorithm (He et al., ICWS 2017) as its paper has it, with the masks of Drain3's example: written for comparison only. */
export class PlainDrain {
  readonly #root: Node = { children: new Map(), clusters: [] };
  #next = 0;

  add(line: string): number {
    let text = line;
    for (const [mask, name] of MASKS) text = text.replace(mask, name);
    const tokens = text.trim().split(/\s+/);
    const { clusters } = this.#leaf(tokens);
    let best: { id: number; tokens: string[] } | undefined;
    let bestSimilarity = -1;
    for (const cluster of clusters) {
      const same = cluster.tokens.reduce((sum, token, at) => sum + (token === tokens[at] ? 1 : 0), 0) / tokens.length;
      if (same > bestSimilarity) [best, bestSimilarity] = [cluster, same];
    }
    if (!best || bestSimilarity < SIMILARITY_MIN) {
      clusters.push({ id: this.#next, tokens });
      this.#next += 1;
      return this.#next - 1;
    }
    best.tokens = best.tokens.map((token, at) => (token === tokens[at] ? token : '<*>'));
    return best.id;
  }

  #leaf(tokens: readonly string[]): Node {
    let node = this.#child(this.#root, String(tokens.length), Number.POSITIVE_INFINITY);
    for (const token of tokens.slice(0, DEPTH - 2)) node = this.#child(node, /\d/.test(token) ? '<*>' : token, CHILDREN_MAX);
    return node;
  }

  #child(node: Node, name: string, max: number): Node {
    const key = node.children.has(name) || node.children.size < max ? name : '<*>';
    const child = node.children.get(key) ?? { children: new Map(), clusters: [] };
    node.children.set(key, child);
    return child;
  }
}
