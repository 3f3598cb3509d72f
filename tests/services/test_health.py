"""Health of the production set-up while its database and broker come and go."""

import pytest

pytestmark = pytest.mark.services


def test_both_web_processes_are_ready(stack):
    assert [stack.status(port, "/readyz") for port in stack.web_ports] == [200, 200]
