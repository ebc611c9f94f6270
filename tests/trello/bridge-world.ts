import type { GrpcChannel } from '@panal/kernel/runtime';
import { type Mission, ListMissionsRequest, OrchestratorService } from '@panal/shared-types/orchestrator';
import type { TrelloEmulator } from '@panal/trello-emulator';
import { type TestOrchestrator, startTestOrchestrator } from '../../services/orchestrator-core/test/orchestrator-process.ts';
import { operatorOf } from '../../services/orchestrator-core/test/people.ts';
import {
  type TestBridge,
  CALLBACK_URL,
  boardEnv,
  startBoard,
  startTestBridge,
} from '../../services/trello-bridge/test/bridge-process.ts';

/** A fake board, a real bridge and a real orchestrator (whose own peers are fake), with a few people. */
export interface BridgeWorld {
  readonly board: TrelloEmulator;
  readonly bridge: TestBridge;
  readonly orchestrator: TestOrchestrator;
  readonly operator: GrpcChannel;
  /** May prompt and approve. */
  readonly alice: string;
  /** May prompt, not approve. */
  readonly bob: string;
  /** May nothing. */
  readonly mallory: string;
  missions(): Promise<Mission[]>;
  stop(): Promise<void>;
}

/** The one comment that a card is to have. */
export const workPad = (board: TrelloEmulator, cardId: string): string => board.comments(cardId)[0]?.text ?? '';

export async function startBridgeWorld(options: { pollSeconds?: number; webhook?: boolean } = {}): Promise<BridgeWorld> {
  const board = await startBoard();
  const orchestrator = await startTestOrchestrator();
  const [alice, bob, mallory] = [board.newId(), board.newId(), board.newId()];
  const bridge = await startTestBridge(
    orchestrator.dataDir,
    boardEnv(board, {
      ...options,
      orchestratorPort: orchestrator.port(),
      prompters: [alice, bob],
      approvers: [alice],
    }),
  );
  if (options.webhook !== false) board.registerWebhook(CALLBACK_URL, () => `${bridge.url()}/webhooks/trello`);
  const operator = await operatorOf(orchestrator);
  return {
    ...{ board, bridge, orchestrator, operator, alice, bob, mallory },
    async missions() {
      const request = ListMissionsRequest.fromPartial({ limit: 100 });
      return (await operator.call(OrchestratorService.listMissions, request)).missions;
    },
    async stop() {
      await bridge.kill();
      await orchestrator.stop();
      await board.stop();
    },
  };
}
