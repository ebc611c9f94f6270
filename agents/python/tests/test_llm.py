"""The model client against a small OpenAI-shaped server."""

import json
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from panal import llm


class Gateway(BaseHTTPRequestHandler):
    seen = []

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        Gateway.seen.append((self.path, self.headers["authorization"], self.headers["traceparent"], body))
        if body["model"] == "moved":
            self.send_response(302)
            self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
            self.end_headers()
            return
        refused = body["model"] == "broke"
        error = {"message": "The budget of this task is spent.", "code": "insufficient_quota"}
        choice = {"index": 0, "message": {"role": "assistant", "content": "Good day."}, "finish_reason": "stop"}
        answer = json.dumps({"error": error} if refused else {"choices": [choice]}).encode()
        self.send_response(429 if refused else 200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args):
        pass


class LlmTest(unittest.TestCase):
    def setUp(self):
        Gateway.seen = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)
        base_url = f"http://127.0.0.1:{self.server.server_port}/v1"
        self.lease = {"base_url": base_url, "api_key": "pk-panal-x", "model": "scripted-demo"}

    def test_asks_with_the_key_of_the_lease(self):
        messages = [{"role": "user", "content": "Hello"}]
        self.assertEqual(llm.text(messages, max_tokens=5, traceparent="00-a-b-01", **self.lease), "Good day.")
        path, authorization, traceparent, body = Gateway.seen[0]
        self.assertEqual((path, authorization, traceparent), ("/v1/chat/completions", "Bearer pk-panal-x", "00-a-b-01"))
        self.assertEqual(body, {"model": "scripted-demo", "messages": messages, "max_tokens": 5, "stream": False})

    def test_a_refusal_has_its_code_and_its_words(self):
        with self.assertRaisesRegex(llm.LlmError, "budget of this task is spent") as refused:
            llm.text([], **{**self.lease, "model": "broke"})
        self.assertEqual((refused.exception.status, refused.exception.code), (429, "insufficient_quota"))

    def test_the_key_follows_no_redirect(self):
        with self.assertRaises(llm.LlmError):
            llm.text([], **{**self.lease, "model": "moved"})
        self.assertEqual([path for path, *_ in Gateway.seen], ["/v1/chat/completions"])

    def test_a_gateway_that_is_away_is_named(self):
        with self.assertRaisesRegex(llm.LlmError, "127.0.0.1:9"):
            llm.text([], **{**self.lease, "base_url": "http://127.0.0.1:9/v1"})
