"""The contract from the shipped files."""

import importlib
import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from panal import _protos


class ProtosTest(unittest.TestCase):
    def fresh(self):
        _protos.load.cache_clear()
        _protos._pool.cache_clear()
        self.addCleanup(importlib.import_module("panal._protos").load.cache_clear)

    def test_compiles_once_and_reads_its_cache_afterwards(self):
        with tempfile.TemporaryDirectory() as cache, mock.patch.dict(os.environ, {"XDG_CACHE_HOME": cache}):
            self.fresh()
            self.assertEqual(_protos.load("orchestrator").AgentInfo(name="a").name, "a")
            self.assertEqual(len(list(Path(cache).rglob("*.pb"))), 1)
            self.fresh()
            with mock.patch.object(_protos, "_compile", side_effect=AssertionError("compiled again")):
                _protos.load("analyst")

    def test_works_where_the_cache_cannot_be_written(self):
        with mock.patch.dict(os.environ, {"XDG_CACHE_HOME": "/dev/null"}):
            self.fresh()
            self.assertTrue(_protos.load("llm_gateway").SpendReport(limit=1.5).limit)

    def test_says_what_is_missing(self):
        with mock.patch("shutil.which", return_value=None), mock.patch("importlib.util.find_spec", return_value=None):
            with self.assertRaisesRegex(ImportError, "protobuf-compiler"):
                _protos._compile(Path("."))
