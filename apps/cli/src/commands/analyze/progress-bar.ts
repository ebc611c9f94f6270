import type { Progress } from '@panal/grouping/files';

const EVERY_MS = 100;
const WIDTH = 24;
const MIB = 2 ** 20;

/** A line on a terminal's standard error that shows how far the reading is; nothing where `isShown` is false. */
export class ProgressBar {
  readonly #isShown: boolean;
  readonly #totalBytes: number | undefined;
  readonly #startMs = Date.now();
  #shownMs = 0;

  constructor(options: { readonly isShown: boolean; readonly totalBytes?: number }) {
    this.#isShown = options.isShown;
    this.#totalBytes = options.totalBytes;
  }

  show({ bytes, lines, clusters }: Progress): void {
    const nowMs = Date.now();
    if (!this.#isShown || nowMs - this.#shownMs < EVERY_MS) return;
    this.#shownMs = nowMs;
    const perSecond = Math.round((lines * 1_000) / Math.max(1, nowMs - this.#startMs));
    const words = `${(bytes / MIB).toFixed(1)} MiB  ${lines.toLocaleString('en')} lines  ${clusters} templates  ${perSecond.toLocaleString('en')} lines/s`;
    process.stderr.write(`\r\u001B[K${this.#bar(bytes)}${words}`);
  }

  clear(): void {
    if (this.#shownMs > 0) process.stderr.write('\r\u001B[K');
  }

  #bar(bytes: number): string {
    if (!this.#totalBytes) return '';
    const share = Math.min(1, bytes / this.#totalBytes);
    const full = Math.round(share * WIDTH);
    return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)} ${String(Math.floor(share * 100)).padStart(3)} %  `;
  }
}
