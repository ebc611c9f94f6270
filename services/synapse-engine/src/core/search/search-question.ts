export interface SearchQuestion {
  readonly query: string;
  readonly vector?: readonly number[] | undefined;
  /** Numbers of each vector that count, from the first; 0: all. */
  readonly prefixLength: number;
  /** IRIs of classes; a node of any of them is found. Empty: every node. */
  readonly types: readonly string[];
  readonly limit: number;
}

export interface SearchHit {
  readonly iri: string;
  readonly score: number;
  /** What is shown of the node: its label, or one of its texts. */
  readonly content: string;
}
