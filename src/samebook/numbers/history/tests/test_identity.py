"""The numbers that rows are told apart by: fixed for ever, and different for different rows."""

import numpy as np
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from samebook.numbers.history import identity


def test_an_id_has_the_same_number_in_every_version():
    """Another number would make every file that was imported before look new."""
    ids = pa.array(["", "T-1", "12345678", "a message id that is longer than sixteen bytes", "ß"])
    assert [f"{one:016x}" for one in identity.of_ids(ids)] == FIXED


FIXED = ["4e17cf67001b3979", "cae2c4fab0ff2645", "a54428b84800393d", "2ebd2befb56a7143", "c75f230ca3cc2351"]


@given(st.lists(st.text(max_size=40), max_size=30))
def test_a_text_has_one_number_wherever_it_stands(texts):
    together = identity.of_texts(pa.array(texts, pa.string()))
    alone = [int(identity.of_texts(pa.array([text]))[0]) for text in texts]
    assert together.tolist() == alone
    assert len(set(alone)) == len(set(texts))
    sliced = identity.of_texts(pa.array(["before", *texts], pa.string())[1:])
    assert sliced.tolist() == alone


def test_nothing_said_is_nothing_whatever_else_could_be_said():
    words = identity.of_texts(pa.array(["a", "b"]))
    both, none = np.array([True, True]), np.array([False, False])
    one = identity.of_content({"x": words}, {"x": both}, 2)
    assert (one == identity.of_content({"y": words, "x": words}, {"y": none, "x": both}, 2)).all()
    assert (one != identity.of_content({"y": words}, {"y": both}, 2)).all()


def test_occurrences_differ_and_stay_in_their_bucket():
    content = identity.of_content({"x": np.arange(1000, dtype=np.uint64)}, {"x": np.ones(1000, bool)}, 1000)
    found = [identity.of_occurrence(content, np.full(1000, before)) for before in range(5)]
    assert (found[0] == content).all()
    assert len(np.unique(np.concatenate(found))) == 5000
    assert all((identity.bucket_of(one) == identity.bucket_of(content)).all() for one in found)
    assert not (np.concatenate(found) & identity.FROM_ID).any()
    assert identity.record_ids(content).min() >= identity.BULK_IDS
