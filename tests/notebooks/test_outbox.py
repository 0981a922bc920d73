"""What is worked on beside keeps its place among the messages of a kernel."""

import os
import socket
import sys
import threading
import time

import pytest

from ecstats.notebooks.outbox import FAILED, Outbox
from ecstats.notebooks.protocol import receive

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture
def kernel():
    """An outbox for one fork at a time, and a function that reads what it has sent."""
    pairs = [socket.socketpair() for _ in range(2)]
    outbox = Outbox([here for here, _ in pairs], 1, lambda: {"msg_id": "asked"})

    def sent(channel=1):
        there = pairs[channel][1]
        there.settimeout(0.2)
        found = []
        while True:
            try:
                found.append(receive(there))
            except TimeoutError:
                return found

    yield outbox, sent
    for pair in pairs:
        for end in pair:
            end.close()


def said(outbox, text, seconds=0.0):
    """Work that takes its time and says one thing."""

    def work():
        time.sleep(seconds)
        outbox.put(1, {"text": text})

    return work


def test_messages_are_sent_at_once_when_nothing_is_worked_on(kernel):
    outbox, sent = kernel
    outbox.put(0, {"text": "reply"})
    outbox.put(1, {"text": "output"})
    assert [sent(0), sent(1)] == [[{"text": "reply"}], [{"text": "output"}]]


def test_what_is_said_later_waits_for_what_was_begun_before(kernel):
    outbox, sent = kernel
    outbox.put(1, {"text": "first"})
    assert outbox.begin(said(outbox, "beside", 0.3))
    outbox.put(1, {"text": "last"})
    assert sent() == [{"text": "first"}]
    outbox.flush(wait=True)
    assert sent() == [{"text": "beside"}, {"text": "last"}]


def test_no_more_is_begun_than_there_is_room_for(kernel):
    outbox, sent = kernel
    assert outbox.begin(said(outbox, "one", 0.3))
    assert not outbox.begin(pytest.fail)
    outbox.flush(wait=True)
    assert outbox.begin(said(outbox, "two"))
    outbox.flush(wait=True)
    assert sent() == [{"text": "one"}, {"text": "two"}]


def test_nothing_is_begun_beside_what_is_done_beside(kernel):
    outbox, sent = kernel
    assert outbox.begin(lambda: outbox.put(1, {"begun": outbox.begin(pytest.fail)}))
    outbox.flush(wait=True)
    assert sent() == [{"begun": False}]


@pytest.mark.parametrize("end", ["error", "exit", "killed"])
def test_what_does_not_finish_is_an_error_of_its_request(end, kernel):
    outbox, sent = kernel

    def work():
        outbox.put(1, {"text": "half"})
        if end == "error":
            raise ValueError(end)
        if end == "exit":
            os._exit(0)
        os.kill(os.getpid(), 9)

    assert outbox.begin(work)
    outbox.put(1, {"text": "next"})
    outbox.flush(wait=True)
    failed, after = sent()
    assert failed["content"]["ename"] == FAILED
    assert (failed["msg_type"], failed["parent_header"]) == ("error", {"msg_id": "asked"})
    assert after == {"text": "next"}


def test_a_notebook_may_have_waited_for_the_fork(kernel):
    outbox, sent = kernel
    assert outbox.begin(said(outbox, "one"))
    os.wait()
    outbox.flush(wait=True)
    assert sent() == [{"text": "one"}]


def test_threads_may_speak_at_once(kernel):
    outbox, sent = kernel
    assert outbox.begin(said(outbox, "beside", 0.1))
    threads = [threading.Thread(target=outbox.put, args=(1, {"n": n})) for n in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outbox.flush(wait=True)
    first, *rest = sent()
    assert first == {"text": "beside"}
    assert sorted(one["n"] for one in rest) == [*range(50)]
