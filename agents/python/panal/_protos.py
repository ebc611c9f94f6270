"""Panal's contract as Python classes, made at import from the .proto files that are shipped with it.

Nothing generated is kept in the repository: `protoc` (Debian: protobuf-compiler) or grpc_tools turns the files into
descriptors once, which are cached by the digest of their content; classes and stubs are built from those.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

_NAMES = ("orchestrator.proto", "analyst.proto", "llm_gateway.proto")


class Contract:
    """The messages of one .proto file as attributes, and `stub` for its services."""

    def __init__(self, file):
        self._file = file
        for name, descriptor in file.message_types_by_name.items():
            setattr(self, name, _message_class(descriptor))

    def stub(self, channel, service):
        """Callables for the methods of a service that take one request and give one reply."""
        return _Stub(channel, self._file.services_by_name[service])

    def methods(self, service):
        """Name, full path, request class and reply class of each method; for servers."""
        descriptor = self._file.services_by_name[service]
        for method in descriptor.methods:
            path = f"/{descriptor.full_name}/{method.name}"
            yield method.name, path, _message_class(method.input_type), _message_class(method.output_type)


class _Stub:
    def __init__(self, channel, service):
        for method in service.methods:
            reply = _message_class(method.output_type)
            call = channel.unary_unary(
                f"/{service.full_name}/{method.name}",
                request_serializer=lambda message: message.SerializeToString(),
                response_deserializer=reply.FromString,
            )
            setattr(self, method.name, call)


def _message_class(descriptor):
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(descriptor.file.pool).GetPrototype(descriptor)


@lru_cache(maxsize=None)
def load(name):
    """The contract of `orchestrator`, `analyst` or `llm_gateway`."""
    return Contract(_pool().FindFileByName(f"{name}.proto"))


@lru_cache(maxsize=None)
def _pool():
    pool = descriptor_pool.DescriptorPool()
    for file in descriptor_pb2.FileDescriptorSet.FromString(_descriptors(_folder())).file:
        pool.AddSerializedFile(file.SerializeToString())
    return pool


def _folder():
    here = Path(__file__).resolve().parent
    places = [os.environ.get("PANAL_PROTOS"), here / "protos", here.parents[2] / "protos"]
    for place in places:
        if place and (Path(place) / _NAMES[0]).is_file():
            return Path(place)
    raise ImportError("Panal's .proto files were not found. Set PANAL_PROTOS to the folder that holds orchestrator.proto.")


def _descriptors(folder):
    digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _NAMES)).hexdigest()
    cached = _cache_folder() / f"{digest}.pb"
    try:
        return cached.read_bytes()
    except OSError:
        pass
    compiled = _compile(folder)
    try:
        cached.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=cached.parent, delete=False) as draft:
            draft.write(compiled)
        os.replace(draft.name, cached)
    except OSError:
        pass  # A cache that can't be written costs a second at the next start, no more.
    return compiled


def _cache_folder():
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "panal" / "protos"


def _compile(folder):
    if shutil.which("protoc"):
        command = ["protoc"]
    elif importlib.util.find_spec("grpc_tools"):
        command = [sys.executable, "-m", "grpc_tools.protoc"]
    else:
        raise ImportError("No protoc was found. Install Debian's protobuf-compiler, or grpcio-tools with pip.")
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "contract.pb"
        arguments = [f"-I{folder}", "--include_imports", f"--descriptor_set_out={target}", *_NAMES]
        done = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=60, check=False)
        if done.returncode != 0:
            raise ImportError(f"protoc could not read the .proto files: {done.stderr.strip()}")
        return target.read_bytes()
