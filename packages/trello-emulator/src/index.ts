export { type RateLimits, trelloLimits } from './core/rate-limit.ts';
export { type Method, type Route, routes } from './core/routes.ts';
export { type RandomFaults, type RequestFault, randomFaults } from './shell/faults.ts';
export type { EmulatorRequest } from './shell/read-call.ts';
export {
  type EmulatedComment,
  TrelloEmulator,
  type TrelloEmulatorOptions,
  startTrelloEmulator,
} from './shell/trello-emulator.ts';
export type { DeliveryFate, SignedDelivery } from './shell/webhook-deliverer.ts';
