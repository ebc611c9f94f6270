"""A small orchestrator in Python over real gRPC: tokens, leases, one accepted result a lease."""

import queue
import threading
from concurrent import futures

import grpc

from panal._protos import load

orchestrator = load("orchestrator")
TOKEN = "test-token"


class FakeOrchestrator:
    def __init__(self):
        self.tasks = queue.Queue()
        self.results, self.heartbeats, self.registered = [], [], []
        self.leases = {}
        self.heartbeat_seen = threading.Event()
        self.stop_reason = ""
        self.port = 0
        self._server = None

    def start(self):
        self._server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
        handlers = {}
        for name, _path, request, reply in orchestrator.methods("Orchestrator"):
            handle = getattr(self, name, None)
            if handle is None:
                continue
            handlers[name] = grpc.unary_unary_rpc_method_handler(
                self._guarded(handle), request_deserializer=request.FromString, response_serializer=reply.SerializeToString
            )
        generic = grpc.method_handlers_generic_handler("orchestrator.Orchestrator", handlers)
        self._server.add_generic_rpc_handlers((generic,))
        self.port = self._server.add_insecure_port(f"127.0.0.1:{self.port}")
        self._server.start()
        return self

    @property
    def address(self):
        return f"127.0.0.1:{self.port}"

    def stop(self):
        self._server.stop(None).wait()

    @staticmethod
    def _guarded(handle):
        def call(request, context):
            if dict(context.invocation_metadata()).get("authorization") != f"Bearer {TOKEN}":
                context.abort(grpc.StatusCode.UNAUTHENTICATED, "Not authenticated: the token is not valid.")
            return handle(request)

        return call

    def assign(self, task_id, **fields):
        self.leases[task_id] = "held"
        self.tasks.put(orchestrator.TaskAssignment(task_id=task_id, **fields))

    def RegisterAgent(self, request):
        self.registered.append((request.name, list(request.capabilities)))
        return orchestrator.RegisterResponse(agent_id=request.name, accepted=request.name != "unwanted", message="no place")

    def PollTask(self, request):
        try:
            return self.tasks.get(timeout=request.wait_ms / 1000)
        except queue.Empty:
            return orchestrator.TaskAssignment()

    def SubmitResult(self, request):
        self.results.append(request)
        held = self.leases.get(request.task_id) in ("held", "done")
        if held:
            self.leases[request.task_id] = "done"
        return orchestrator.Ack(ok=held, message="accepted" if held else "the lease is over")

    def Heartbeat(self, request):
        self.heartbeats.append(request)
        self.heartbeat_seen.set()
        held = self.leases.get(request.task_id) == "held"
        return orchestrator.HeartbeatReply(lease_held=held, stop_reason=self.stop_reason)
