import type { Metrics } from '@panal/kernel/runtime';
import type { CallEnd } from './core/call-end.ts';
import type { Charge } from './core/settlement-rule.ts';

export interface CallObservation {
  readonly end: CallEnd;
  readonly charge: Charge;
  readonly seconds: number;
  readonly firstSeconds: number | undefined;
}

/** The gateway's metrics: OpenTelemetry's generative AI names, underscored, plus its own. */
export interface GatewayMetrics {
  /** Seconds from a request's arrival to its call of the upstream: reading, checking, holding, flushing. */
  readonly overhead: { observe(seconds: number): void };
  observeCall(
    call: { readonly model: string; readonly upstream: { readonly name: string }; readonly holdNanoUsd: number },
    seen: CallObservation,
  ): void;
  /** A request that was refused before its upstream was called. */
  observeRefusal(code: string): void;
}

const TOKEN_BUCKETS = [1, 4, 16, 64, 256, 1024, 4096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864];
const OVERHEAD_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5];

const MODELS_MAX = 200;

/** The first 200 names as they are, later ones as `other`: clients choose names, and each label costs memory for good. */
function boundedLabel(): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (!known.has(name) && known.size >= MODELS_MAX) return 'other';
    known.add(name);
    return name;
  };
}

/** Registers the metrics; `gauges` are read when they are scraped. */
export function createGatewayMetrics(
  metrics: Metrics,
  gauges: { openHolds: () => number; waiting: () => number; heldNanoUsd: () => number },
): GatewayMetrics {
  const overhead = metrics.boundHistogram({
    name: 'panal_gateway_overhead_seconds',
    help: 'Seconds that the gateway itself adds before it calls the upstream.',
    buckets: OVERHEAD_BUCKETS,
  });
  const calls = metrics.boundCounter({
    name: 'panal_gateway_calls_total',
    help: 'Model calls by outcome.',
    labels: ['outcome', 'estimated'],
  });
  const refusals = metrics.counter({
    name: 'panal_gateway_refusals_total',
    help: 'Requests refused before any model call, by reason.',
    labels: ['code'],
  });
  const countCharge = chargeCounters(metrics);
  metrics.gauge({ name: 'panal_gateway_open_holds', help: 'Requests that hold budget now.', collect: gauges.openHolds });
  metrics.gauge({ name: 'panal_gateway_waiting', help: 'Requests that wait for budget now.', collect: gauges.waiting });
  metrics.gauge({ name: 'panal_gateway_held_nano_usd', help: 'Held in the global scope.', collect: gauges.heldNanoUsd });
  const metricsOf = modelMetrics(metrics);
  return {
    overhead: overhead.with({}),
    observeRefusal: (code) => refusals.inc({ code }),
    observeCall(call, { end, charge, seconds, firstSeconds }) {
      const of = metricsOf(call.model, call.upstream.name);
      const { usage, outcome, estimated } = charge;
      if (end.kind === 'complete') of.well.observe(seconds);
      else of.duration(errorTypeOf(end)).observe(seconds);
      if (firstSeconds !== undefined && end.kind === 'complete') {
        of.first.observe(firstSeconds);
        if (usage.outputTokens > 1) of.perToken.observe((seconds - firstSeconds) / (usage.outputTokens - 1));
      }
      // Tokens that nobody counted are not told as none.
      if (usage.inputTokens > 0) {
        of.input.observe(usage.inputTokens);
        of.output.observe(usage.outputTokens);
      }
      calls.with({ outcome, estimated: String(estimated) }).inc();
      countCharge(call, charge);
    },
  };
}

/** The histograms of the conventions, bound once for each model and upstream. */
function modelMetrics(metrics: Metrics): (model: string, provider: string) => ModelMetrics {
  const labels = ['gen_ai_operation_name', 'gen_ai_request_model', 'gen_ai_provider_name'] as const;
  const modelLabel = boundedLabel();
  const duration = metrics.boundHistogram({
    name: 'gen_ai_server_request_duration',
    help: 'Seconds from the call of the upstream to its end; error_type is empty where it ended well.',
    labels: [...labels, 'error_type'],
  });
  const first = metrics.boundHistogram({
    name: 'gen_ai_server_time_to_first_token',
    help: 'Seconds from the call of the upstream to the first bytes of its answer.',
    labels,
  });
  const perToken = metrics.boundHistogram({
    name: 'gen_ai_server_time_per_output_token',
    help: 'Seconds per output token after the first bytes.',
    labels,
  });
  const tokens = metrics.boundHistogram({
    name: 'gen_ai_client_token_usage',
    help: 'Tokens of a request.',
    labels: [...labels, 'gen_ai_token_type'],
    buckets: TOKEN_BUCKETS,
  });
  const perModel = new Map<string, ModelMetrics>();
  return (model, provider) => {
    const name = modelLabel(model);
    const id = `${provider} ${name}`;
    let found = perModel.get(id);
    if (!found) {
      const named = { gen_ai_operation_name: 'chat', gen_ai_request_model: name, gen_ai_provider_name: provider };
      found = {
        duration: (errorType) => duration.with({ ...named, error_type: errorType }),
        well: duration.with({ ...named, error_type: '' }),
        first: first.with(named),
        perToken: perToken.with(named),
        input: tokens.with({ ...named, gen_ai_token_type: 'input' }),
        output: tokens.with({ ...named, gen_ai_token_type: 'output' }),
      };
      perModel.set(id, found);
    }
    return found;
  };
}

/** The histograms of one model at one upstream. */
interface ModelMetrics extends Readonly<Record<'well' | 'first' | 'perToken' | 'input' | 'output', Observer>> {
  duration(errorType: string): Observer;
}

interface Observer {
  observe(value: number): void;
}

/** As `error.type` of the conventions: the upstream's status, or what broke. */
function errorTypeOf(end: Exclude<CallEnd, { kind: 'complete' }>): string {
  if (end.kind === 'refused') return String(end.error.upstreamStatus ?? end.error.status);
  return end.kind === 'failed' ? end.reason : 'cancelled';
}

type CountedCall = Parameters<GatewayMetrics['observeCall']>[0];

/** Counters of what was charged, and of charges that an operator should look into. */
function chargeCounters(metrics: Metrics): (call: CountedCall, charge: Charge) => void {
  const settled = metrics.boundCounter({ name: 'panal_gateway_settled_nano_usd_total', help: 'Settled cost.' }).with({});
  const overruns = metrics.counter({
    name: 'panal_gateway_overruns_total',
    help: 'Calls that cost more than they held: an estimate was no upper bound.',
  });
  const doubts = metrics.counter({
    name: 'panal_gateway_doubtful_usage_total',
    help: 'Answers whose reported usage was zero, above what the request could use, or far above it.',
    labels: ['gen_ai_provider_name', 'doubt'],
  });
  return (call, { costNanoUsd = call.holdNanoUsd, doubt }) => {
    if (doubt) doubts.inc({ gen_ai_provider_name: call.upstream.name, doubt });
    settled.inc(costNanoUsd);
    if (costNanoUsd > call.holdNanoUsd) overruns.inc();
  };
}
