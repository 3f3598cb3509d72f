"""Ids that say nothing."""

from aiproj.shared import ids


def test_public_ids_are_long_random_and_easy_to_read():
    made = {ids.new_public_id() for _ in range(1000)}
    assert len(made) == 1000
    assert {len(public_id) for public_id in made} == {16}
    assert set("".join(made)) == set(ids.ALPHABET)


def test_the_alphabet_has_no_look_alikes():
    assert not set(ids.ALPHABET) & set("01ilo")


def test_row_ids_keep_no_order():
    made = [ids.new_row_id() for _ in range(1000)]
    assert len(set(made)) == 1000
    assert made != sorted(made)
    assert max(made) < 2**63
