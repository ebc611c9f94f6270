import type { GrpcChannel } from '@panal/kernel/runtime';
import {
  ExtendReservationRequest,
  GatewayAdminService,
  MintKeyRequest,
  ReleaseReservationRequest,
  RevokeKeyRequest,
  SetHaltRequest,
} from '@panal/shared-types/gateway';
import type { Gateway } from '../ports.ts';
import { peerCall } from './peer-call.ts';

const TIMEOUT_MS = 5_000;

/** The gateway over gRPC. */
export function grpcGateway(channel: GrpcChannel): Gateway {
  const options = { timeoutMs: TIMEOUT_MS };
  return {
    async mint({ traceparent, ...request }) {
      const message = MintKeyRequest.fromPartial({ ...request, traceparent });
      const reply = await peerCall('gateway', channel.call(GatewayAdminService.mintKey, message, { ...options, traceparent }));
      if (!reply.ok) return { ok: false, message: reply.message || 'the budget does not allow it' };
      return { ok: true, key: reply.key, baseUrl: reply.baseUrl, reservedNanoUsd: reply.reservedNanoUsd };
    },
    async release(leaseId, reason) {
      const revoke = RevokeKeyRequest.fromPartial({ leaseId, reason: reason.slice(0, 500) });
      await peerCall('gateway', channel.call(GatewayAdminService.revokeKey, revoke, options));
      const release = ReleaseReservationRequest.fromPartial({ leaseId });
      const reply = await peerCall('gateway', channel.call(GatewayAdminService.releaseReservation, release, options));
      return { settledNanoUsd: reply.settledNanoUsd, message: reply.message };
    },
    async extend(leaseId, expiresMs) {
      const request = ExtendReservationRequest.fromPartial({ leaseId, expiresMs });
      await peerCall('gateway', channel.call(GatewayAdminService.extendReservation, request, options));
    },
    async setHalt(halt) {
      const request = SetHaltRequest.fromPartial({ ...halt, halted: [...halt.halted] });
      await peerCall('gateway', channel.call(GatewayAdminService.setHalt, request, options));
    },
  };
}
