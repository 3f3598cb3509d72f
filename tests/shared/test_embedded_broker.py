"""The broker of one machine: messages are whole, and a broken one harms nobody."""

import threading
from queue import Empty

import pytest
from kombu import Connection

from aiproj.celery import app


@pytest.fixture
def channel(tmp_path):
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path)}
    assert app  # registers the transport
    with Connection(
        "embedded://localhost", transport_options={**folders, "control_folder": str(tmp_path / "c")}
    ) as connection:
        yield connection.default_channel


def test_messages_come_in_order(channel):
    for number in range(3):
        channel._put("celery", {"body": number})
    assert [channel._get("celery")["body"] for _ in range(3)] == [0, 1, 2]


def test_a_message_cut_off_by_a_crash_is_dropped(channel, tmp_path):
    (tmp_path / "0_cut.celery.msg").write_text("")
    channel._put("celery", {"body": "whole"})
    assert channel._get("celery") == {"body": "whole"}
    with pytest.raises(Empty):
        channel._get("celery")


def test_a_message_being_written_is_not_seen(channel, tmp_path):
    (tmp_path / "writing-1").write_text('{"body": 1')
    with pytest.raises(Empty):
        channel._get("celery")


def test_readers_never_meet_half_a_message(channel, caplog):
    many = 300
    writer = threading.Thread(
        target=lambda: [channel._put("celery", {"body": "x" * 20_000}) for _ in range(many)]
    )
    writer.start()
    found = 0
    while found < many:
        try:
            found += len(channel._get("celery")["body"]) == 20_000
        except Empty:
            continue
    writer.join()
    assert "unreadable" not in caplog.text
