"""Tokens: unguessable, stored as a digest, bound to their purpose."""

import base64

import pytest

from aiproj.shared import tokens


def test_a_secret_has_256_random_bits():
    secret = tokens.mint("survey").secret
    assert len(base64.urlsafe_b64decode(secret + "=")) == 32


def test_no_two_secrets_are_equal():
    assert len({tokens.mint("share").secret for _ in range(1000)}) == 1000


def test_the_digest_says_nothing_of_the_secret():
    token = tokens.mint("invitation")
    assert token.secret not in token.digest
    assert len(token.digest) == 64


def test_a_digest_is_bound_to_its_purpose():
    digests = {tokens.digest(purpose, "same") for purpose in ("survey", "invitation", "share")}
    assert len(digests) == 3


@pytest.mark.parametrize("secret", ["", "\x00", "\ud800", "é", "x" * 100_000])
def test_any_text_can_be_offered(secret):
    assert len(tokens.digest("survey", secret)) == 64
