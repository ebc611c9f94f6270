import { fileDescriptorSets } from '@panal/shared-types/descriptors';
import type { ServerDuplexStream, ServiceDefinition, UntypedServiceImplementation, handleBidiStreamingCall } from '@grpc/grpc-js';
import { loadFileDescriptorSetFromBuffer } from '@grpc/proto-loader';
import { ReflectionService } from '@grpc/reflection';
import type { Server } from '@grpc/grpc-js';

type InfoHandler = (stream: ServerDuplexStream<unknown, unknown>) => void;

/** The reflection services (v1 and v1alpha) for the given contract files, each handler wrapped by `guard`. */
export function reflectionServices(
  protoFiles: readonly string[],
  guard: (path: string, handler: InfoHandler) => handleBidiStreamingCall<unknown, unknown>,
): { definition: ServiceDefinition; implementation: UntypedServiceImplementation }[] {
  const sets: Readonly<Record<string, string>> = fileDescriptorSets;
  const definitions = protoFiles.map((file) => loadFileDescriptorSetFromBuffer(Buffer.from(sets[file] ?? '', 'base64')));
  const captured: { definition: ServiceDefinition; implementation: UntypedServiceImplementation }[] = [];
  const recorder = {
    addService(definition: ServiceDefinition, implementation: UntypedServiceImplementation) {
      const guarded = Object.entries(implementation).map(([name, handler]) => [
        name,
        guard(definition[name]?.path ?? name, handler as unknown as InfoHandler),
      ]);
      captured.push({ definition, implementation: Object.fromEntries(guarded) as UntypedServiceImplementation });
    },
  };
  new ReflectionService(Object.fromEntries(definitions.flatMap((definition) => Object.entries(definition)))).addToServer(
    recorder as unknown as Server,
  );
  return captured;
}
