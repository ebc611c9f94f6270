import { grpcReason, isRetryable } from '@panal/kernel/runtime';
import { PeerAwayError, type PeerName, PeerRefusedError } from '../ports.ts';

/** Runs a call to a peer and says, where it fails, whether trying again may help. */
export async function peerCall<Reply>(peer: PeerName, call: Promise<Reply>): Promise<Reply> {
  try {
    return await call;
  } catch (error) {
    const reason = grpcReason(error);
    throw isRetryable(error) ? new PeerAwayError(peer, reason) : new PeerRefusedError(peer, reason);
  }
}
