import { type DialectRequest, type PreparedCall, estimateTokens, usageOf } from '../../ports.ts';

/** Answers a count of tokens here, by an estimate that says that it is one: the upstream can't count. */
export const localCount = (request: DialectRequest): PreparedCall => ({
  bodyBytes: 0,
  send(sink) {
    let over = false;
    const end = (tell: () => void): void => {
      if (over) return;
      over = true;
      tell();
    };
    setImmediate(() =>
      end(() => {
        sink.start();
        sink.write(Buffer.from(JSON.stringify({ input_tokens: estimateTokens(request), panal_estimated: true })));
        sink.end({ kind: 'complete', usage: usageOf({}) });
      }),
    );
    return {
      cancel: () => end(() => sink.end({ kind: 'cancelled', progress: { sent: false, usage: undefined, visibleBytes: 0 } })),
      resume: () => undefined,
    };
  },
});
