// CPU time to encode and decode what a worker exchanges most, by three codecs that Node can run without a build step of their own.
import { create, createFileRegistry, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { FileDescriptorSetSchema } from '@bufbuild/protobuf/wkt';
import { loadFileDescriptorSetFromBuffer, type MessageTypeDefinition } from '@grpc/proto-loader';
import { fileDescriptorSets } from '@panal/shared-types/descriptors';
import { TaskAssignment, TaskResult } from '@panal/shared-types/orchestrator';

const ROUNDS = 7;
const MESSAGES_PER_ROUND = 20_000;

const assignment = TaskAssignment.fromPartial({
  taskId: 'm-7k2f-implement.12',
  description: 'Split a bill so that the parts add up to the total'.repeat(4),
  context: JSON.stringify({ findings: [{ text: 'x'.repeat(1500) }] }),
  constraints: ['Before submitting, run the whole suite.', 'Keep public names.'],
  missionId: 'm-7k2f',
  taskType: 'implement',
  attempt: 2,
  epoch: 12,
  leaseEndsMs: 1_790_000_000_000,
  ruleSetHash: 'a'.repeat(64),
  gatewayKey: 'k'.repeat(48),
  gatewayBaseUrl: 'http://127.0.0.1:4000/v1',
  model: 'scripted-demo',
  budgetNanoUsd: 2_500_000_000,
});
const result = TaskResult.fromPartial({
  taskId: assignment.taskId,
  status: 'success',
  artifact: 'y'.repeat(800),
  agentId: 'coder',
  commit: 'b'.repeat(40),
  summary: 'done',
});

interface Codec {
  readonly name: string;
  readonly roundTrip: () => number;
}

const descriptorSet = Buffer.from(fileDescriptorSets['orchestrator.proto'], 'base64');

function tsProto(): Codec {
  return {
    name: 'ts-proto',
    roundTrip: () =>
      TaskAssignment.decode(TaskAssignment.encode(assignment).finish()).epoch +
      TaskResult.decode(TaskResult.encode(result).finish()).status.length,
  };
}

function protobufEs(): Codec {
  const registry = createFileRegistry(fromBinary(FileDescriptorSetSchema, descriptorSet));
  const schemaOf = (name: string): DescMessage => registry.getMessage(`orchestrator.${name}`)!;
  const exact = (message: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(message).map(([key, value]) => [
        key,
        ['epoch', 'leaseEndsMs', 'budgetNanoUsd', 'deadlineMs'].includes(key) ? BigInt(value as number) : value,
      ]),
    );
  const assignmentSchema = schemaOf('TaskAssignment');
  const resultSchema = schemaOf('TaskResult');
  const a = create(assignmentSchema, exact({ ...assignment }));
  const r = create(resultSchema, exact({ ...result }));
  return {
    name: 'protobuf-es',
    roundTrip: () =>
      Object.keys(fromBinary(assignmentSchema, toBinary(assignmentSchema, a))).length +
      Object.keys(fromBinary(resultSchema, toBinary(resultSchema, r))).length,
  };
}

function protobufJs(): Codec {
  const definitions = loadFileDescriptorSetFromBuffer(descriptorSet, { longs: Number });
  const typeOf = (name: string) => definitions[`orchestrator.${name}`] as unknown as MessageTypeDefinition<object, object>;
  const a = typeOf('TaskAssignment');
  const r = typeOf('TaskResult');
  return {
    name: 'protobufjs (proto-loader)',
    roundTrip: () =>
      Object.keys(a.deserialize(a.serialize(assignment))).length + Object.keys(r.deserialize(r.serialize(result))).length,
  };
}

/** Nanoseconds of CPU for one round trip of both messages. */
function measure(codec: Codec): number {
  const before = process.cpuUsage();
  let sum = 0;
  for (let i = 0; i < MESSAGES_PER_ROUND; i++) sum += codec.roundTrip();
  const used = process.cpuUsage(before);
  if (sum === 0) throw new Error('nothing was decoded');
  return ((used.user + used.system) * 1000) / MESSAGES_PER_ROUND;
}

const codecs = [tsProto(), protobufEs(), protobufJs()];
for (const codec of codecs) measure(codec);
const samples = new Map(codecs.map(({ name }) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round++) for (const codec of codecs) samples.get(codec.name)!.push(measure(codec));

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!;
const floor = median(samples.get('ts-proto')!);
const figures = codecs.map(({ name }) => ({
  codec: name,
  cpuNs: Math.round(median(samples.get(name)!)),
  ratio: Number((median(samples.get(name)!) / floor).toFixed(2)),
}));
for (const figure of figures) console.log(`${figure.codec.padEnd(28)} ${String(figure.cpuNs).padStart(7)} ns  ${figure.ratio} x`);
console.log(JSON.stringify({ bench: 'codec', figures }));
