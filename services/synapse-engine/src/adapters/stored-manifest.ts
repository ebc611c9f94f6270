/**
 * `manifest.json` of a stored graph: a JSON object whose last member is the SHA-256 of the text before it, so that no flipped byte
 * is believed. Version 1 had no digest and is still read.
 */
import { createHash } from 'node:crypto';

export interface Manifest<Image = unknown> {
  readonly position: number;
  readonly files: readonly {
    readonly namespace: string;
    readonly file: string;
    readonly quads: number;
    readonly sha256: string;
  }[];
  /** The fast way, where it was wanted. */
  readonly image?: Image;
}

const VERSION = 2;
const WITHOUT_DIGEST = 1;
const DIGEST = /,"sha256":"([0-9a-f]{64})"\}$/;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The text of `manifest.json`. */
export function manifestText(manifest: Manifest): string {
  const text = JSON.stringify({ v: VERSION, ...manifest }).slice(0, -1);
  return `${text},"sha256":"${sha256(text)}"}`;
}

/** Reads it back; throws where it is damaged, or of a version that is not known here. */
export function readManifest<Image>(text: string): Manifest<Image> {
  const found = DIGEST.exec(text);
  if (found && sha256(text.slice(0, found.index)) !== found[1]) throw new Error('manifest.json is damaged');
  const { v, ...manifest } = JSON.parse(text) as Manifest<Image> & { readonly v: number };
  if (v !== (found ? VERSION : WITHOUT_DIGEST)) throw new Error(`manifest.json is damaged, or of version ${v}`);
  return manifest;
}
