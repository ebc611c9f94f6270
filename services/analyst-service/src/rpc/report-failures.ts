import type { ServerReadableStream } from '@grpc/grpc-js';
import { type BulkReport, BulkReport as BulkReportMessage, type FailureEvent } from '@panal/shared-types/analyst';
import { type CallContext, type Principal, ServiceError } from '@panal/kernel/runtime';
import type { AnalystMetrics } from '../metrics.ts';
import type { Analyst } from '../shell/analyst.ts';
import { failureReportOf } from './failure-report.ts';

/** Failures that wait for their flush; the stream is not read on before the oldest of them is on disk. */
const IN_FLIGHT_MAX = 256;
const REFUSALS_SHOWN = 100;

/** The failure of an event, or why it is refused. */
function readEvent(event: FailureEvent, principal: Principal) {
  try {
    return { ok: true, failure: failureReportOf(event, principal) } as const;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { ok: false, reason: error.message } as const;
  }
}

/**
 * Failures in bulk: counted in their order, once per key; what is refused does not stop the others. Answers when all are on disk. A stream that
 * breaks off keeps what it had sent: the same failures sent again are duplicates.
 */
export const reportFailures =
  (analyst: Analyst, metrics: AnalystMetrics) =>
  async (stream: ServerReadableStream<FailureEvent, BulkReport>, { principal }: CallContext): Promise<BulkReport> => {
    const report = BulkReportMessage.fromPartial({});
    const inFlight: Promise<void>[] = [];
    const take = async (event: FailureEvent): Promise<void> => {
      const read = readEvent(event, principal);
      if (!read.ok) {
        report.refused += 1;
        const idempotencyKey = event.idempotencyKey.slice(0, REFUSALS_SHOWN);
        if (report.refusals.length < REFUSALS_SHOWN)
          report.refusals.push({ index: report.received - 1, idempotencyKey, reason: read.reason });
        return;
      }
      const { outcome, durable } = await analyst.submit(read.failure);
      durable.catch(() => undefined);
      inFlight.push(durable);
      const events = outcome.ok ? outcome.events : [];
      if (events.length > 0) report.counted += 1;
      else report.duplicates += 1;
      if (events.some(({ type }) => type === 'rule-proposed')) report.rulesProposed += 1;
      metrics.reported(events.length > 0 ? 'counted' : 'duplicate');
    };
    for await (const event of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<FailureEvent>) {
      report.received += 1;
      await take(event);
      if (inFlight.length >= IN_FLIGHT_MAX) await inFlight.shift();
    }
    await Promise.all(inFlight);
    return report;
  };
