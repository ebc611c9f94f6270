export type JournalOpenErrorCode = 'locked' | 'damaged' | 'unsupported-version' | 'unwritable';

/** The journal could not be opened; the message says why and what to do. */
export class JournalOpenError extends Error {
  override readonly name = 'JournalOpenError';
  readonly code: JournalOpenErrorCode;

  constructor(code: JournalOpenErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Too much waits to be flushed (full or slow disk): nothing of this append was taken; retry later. */
export class JournalFullError extends Error {
  override readonly name = 'JournalFullError';
  readonly code = 'journal-full';
}

/** The journal was closed before this call, or before its records could be flushed. */
export class JournalClosedError extends Error {
  override readonly name = 'JournalClosedError';
  readonly code = 'journal-closed';
}

/** A write or flush failed: what waited is neither acknowledged nor known to be lost, and the process should end. */
export class JournalFailedError extends Error {
  override readonly name = 'JournalFailedError';
  readonly code = 'journal-failed';
}

/** The asked-for records were trimmed away. */
export class JournalTrimmedError extends Error {
  override readonly name = 'JournalTrimmedError';
  readonly code = 'journal-trimmed';
  readonly firstPosition: number;

  constructor(position: number, firstPosition: number) {
    super(
      `records before position ${firstPosition} were trimmed; position ${position} can no longer be read. Start from a snapshot, or restore a backup.`,
    );
    this.firstPosition = firstPosition;
  }
}

/** Where a journal's files contradict themselves, and what to do about it. */
export interface JournalDamage {
  readonly file: string;
  readonly offset: number;
  /** Position of the first record that can't be read. */
  readonly position: number;
  readonly problem: string;
  readonly advice: string;
}

/** Records that had been flushed can't be read back as they were written. */
export class JournalDamagedError extends Error {
  override readonly name = 'JournalDamagedError';
  readonly code = 'journal-damaged';
  readonly damage: JournalDamage;

  constructor(damage: JournalDamage) {
    super(describeDamage(damage));
    this.damage = damage;
  }
}

/** One line for people: what, where, what to do. */
export function describeDamage(damage: JournalDamage): string {
  return `${damage.file}, byte ${damage.offset}, position ${damage.position}: ${damage.problem}. ${damage.advice}`;
}
