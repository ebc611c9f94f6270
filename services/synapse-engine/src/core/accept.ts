/** Chooses how to answer by the Accept header. Source: RFC 9110, section 12.5.1. */
import type { Offer } from './media-types.ts';

interface Range {
  readonly type: string;
  readonly quality: number;
  /** 0 for any, 1 for any of a kind, 2 for one type. */
  readonly precision: number;
}

const RANGES_MAX = 50;

function rangeOf(text: string, { aliases }: Offer): Range | undefined {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  if (!/^[^\s/]+\/[^\s/]+$/.test(name)) return undefined;
  const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  const quality = q === undefined ? 1 : Number(q);
  if (!(quality >= 0 && quality <= 1)) return undefined;
  const precision = name === '*/*' ? 0 : name.endsWith('/*') ? 1 : 2;
  return { type: aliases[name] ?? name, quality, precision };
}

function qualityOf(type: string, ranges: readonly Range[]): number {
  let best: Range | undefined;
  for (const range of ranges) {
    const fits =
      range.precision === 0 || range.type === type || (range.precision === 1 && type.startsWith(range.type.slice(0, -1)));
    if (
      fits &&
      (!best || range.precision > best.precision || (range.precision === best.precision && range.quality > best.quality))
    )
      best = range;
  }
  return best?.quality ?? 0;
}

/** The best offered type that is accepted, the first where several are as good; undefined where none is. No header accepts all. */
export function accepted(header: string | undefined, offer: Offer): string | undefined {
  if (header === undefined || header.trim() === '') return offer.types[0];
  const ranges = header
    .split(',', RANGES_MAX)
    .map((text) => rangeOf(text, offer))
    .filter((range) => range !== undefined);
  let best: string | undefined;
  let bestQuality = 0;
  for (const type of offer.types) {
    const quality = qualityOf(type, ranges);
    if (quality > bestQuality) [best, bestQuality] = [type, quality];
  }
  return best;
}
