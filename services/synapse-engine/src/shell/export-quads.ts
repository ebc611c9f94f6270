import { ServiceError } from '@panal/kernel/runtime';
import type { HeldGraph } from '../ports.ts';
import type { Synapse } from './synapse.ts';

export interface ExportedPart {
  readonly namespace: string;
  /** Whole lines. */
  readonly quads: Uint8Array;
}

export interface QuadExport {
  /** Of the journal: everything up to it is there. */
  readonly position: number;
  readonly total: number;
  readonly parts: AsyncIterable<ExportedPart>;
}

const LINE_BREAK = 0x0a;
const EMPTY = new Uint8Array();

/**
 * What a namespace (unset: every one) holds, in flat memory whatever its size: the graph is stored first, then its files are read.
 * `work` gets it; the files are kept until it ends.
 */
export async function withExport(
  synapse: Synapse,
  namespace: string | undefined,
  work: (given: QuadExport) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await synapse.graph.store(signal);
  const held = await synapse.storedGraphs.hold();
  try {
    const files = (held?.files ?? []).filter((file) => namespace === undefined || file.namespace === namespace);
    const total = files.reduce((sum, { quads }) => sum + quads, 0);
    await work({ position: held?.position ?? 0, total, parts: partsOf(synapse, files) });
  } finally {
    await held?.release();
  }
}

async function* partsOf({ storedGraphs }: Synapse, files: HeldGraph['files']): AsyncGenerator<ExportedPart> {
  for (const { namespace, path } of files) {
    let rest: Uint8Array = EMPTY;
    for await (const chunk of storedGraphs.read(path)) {
      const end = chunk.lastIndexOf(LINE_BREAK) + 1;
      if (end > 0) yield { namespace, quads: Buffer.concat([rest, chunk.subarray(0, end)]) };
      rest = end > 0 ? chunk.slice(end) : Buffer.concat([rest, chunk]);
    }
    if (rest.length > 0) throw new ServiceError('internal', `The stored graph of "${namespace}" ends within a line.`);
  }
}
