from __future__ import annotations

import multiprocessing
import os
import pickle
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from remend.crew.local import FORKS
from remend.store import Filed, Store, Stored, places, plain

READS_ANYWHERE = pytest.mark.skipif(not hasattr(os, "pread"), reason="everything stays in memory here")


def test_what_is_little_stays_in_memory() -> None:
    store = Store(room=8)
    content = b"12345678"
    assert store.put(content) is content
    assert store.put(bytes(bytearray(content))) is content


@READS_ANYWHERE
def test_what_is_more_lies_in_a_file_and_is_the_same() -> None:
    store = Store(room=4)
    kept, put = store.put(b"1234"), store.put(b"more")
    assert (kept, put, plain(put), len(put), hash(put)) == (b"1234", b"more", b"more", 4, hash(b"more"))
    assert isinstance(put, Stored)
    assert put == store.put(b"more")
    assert put is store.put(b"more") is store.put(put)
    assert put not in (b"mere", b"much more", "more", store.put(b"mere"))
    assert put == Store(room=0).put(b"more")


@READS_ANYWHERE
def test_what_is_sent_elsewhere_is_plain_bytes() -> None:
    put = Store(room=0).put(b"content")
    again = pickle.loads(pickle.dumps([put, put]))  # noqa: S301 (our own)
    assert again == [b"content", b"content"]
    assert {type(each) for each in again} == {bytes}


@READS_ANYWHERE
def test_where_no_file_can_be_written_memory_does(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "gone"))
    content = b"content"
    assert Store(room=0).put(content) is content


@READS_ANYWHERE
def test_what_does_not_fit_on_the_disk_stays_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(room=0)
    first = store.put(b"first")
    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", lambda *_: 2)
        cut = store.put(b"second")
    assert (type(first), type(cut), type(store.put(b"third"))) == (Stored, bytes, Stored)
    assert (first, cut, store.put(b"third")) == (b"first", b"second", b"third")


@pytest.mark.skipif(not FORKS, reason="no process is forked here")
def test_a_forked_process_writes_nothing_over_what_others_put() -> None:
    store = Store(room=0)
    before = store.put(b"before")
    ours, theirs = multiprocessing.get_context("fork").Pipe()
    process = multiprocessing.get_context("fork").Process(target=_put, args=(store, theirs))
    process.start()
    assert ours.recv() == (b"before", b"THEIRS", True)
    process.join()
    assert store.put(b"ours") == b"ours"
    assert before == b"before"


def _put(store: Store, pipe: Connection) -> None:
    put = store.put(b"THEIRS")
    pipe.send((plain(store.put(b"before")), plain(put), isinstance(put, bytes)))


def test_bytes_by_path_are_a_mapping_of_which_some_can_be_others() -> None:
    store = Store(room=0)
    filed = Filed(store, {"a": b"1"})
    filed["b"] = b"2"
    other = filed.after(Filed(store, {"b": b"3"})).after({"c": b"4"})
    del filed["a"]
    assert (dict(filed), len(filed), "a" in filed) == ({"b": b"2"}, 1, False)
    assert dict(other) == {"a": b"1", "b": b"3", "c": b"4"}
    assert places(other)["b"] is store.put(b"3")
    assert places({"a": b"1"}) == {"a": b"1"}
