"""How a Python program reaches Panal: address, token, TLS, and what it says when it can't."""

import os
from pathlib import Path

import grpc

_OPTIONS = (("grpc.max_receive_message_length", 8 * 1024 * 1024), ("grpc.max_send_message_length", 8 * 1024 * 1024))
_AWAY = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED)


def channel(address, ca_file=None):
    """A channel to `host:port`; encrypted where the certificate authority of Panal's TLS is given."""
    if ca_file is None:
        return grpc.insecure_channel(address, options=_OPTIONS)
    credentials = grpc.ssl_channel_credentials(Path(ca_file).read_bytes())
    return grpc.secure_channel(address, credentials, options=_OPTIONS)


def read_token(token=None):
    """The token as given, or from the file that PANAL_TOKEN_FILE names; it never comes from an argument of a command."""
    if token:
        return token
    path = os.environ.get("PANAL_TOKEN_FILE")
    if not path:
        raise ValueError("No token: pass one, or set PANAL_TOKEN_FILE to the file that holds it.")
    return Path(path).read_text(encoding="utf-8").strip()


def metadata(token):
    """What authenticates a call."""
    return (("authorization", f"Bearer {token}"),)


def is_away(error):
    """Whether a call failed because the server was away or busy, so that it may succeed later."""
    return isinstance(error, grpc.RpcError) and error.code() in _AWAY
