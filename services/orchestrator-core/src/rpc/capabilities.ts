import { ServiceError } from '@panal/kernel/runtime';

const CAPABILITIES_MAX = 100;
const CHARS_MAX = 60;

/** Capabilities as sent, checked against their bounds: at most 100 of at most 60 characters. */
export function capabilitiesOf(sent: readonly string[]): readonly string[] {
  if (sent.length > CAPABILITIES_MAX || sent.some((capability) => capability.length > CHARS_MAX)) {
    throw new ServiceError(
      'invalid-argument',
      `At most ${CAPABILITIES_MAX} capabilities of at most ${CHARS_MAX} characters can be named.`,
    );
  }
  return sent;
}
