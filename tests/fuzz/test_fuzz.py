"""Broken files of every kind against the real sandbox (OWASP ASVS 5, V5.2); `make fuzz` runs five thousand."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.campaign import attempt, broken_file
from tests.fuzz.mutations import mutate
from tests.fuzz.samples import samples


def test_v5_2_1_a_small_campaign_ends_without_a_violation() -> None:
    command = [sys.executable, "-m", "tests.fuzz", "--files", "60", "--seed", "7"]
    campaign = subprocess.run(command, capture_output=True, text=True, check=False)
    assert campaign.returncode == 0, campaign.stdout
    assert "violations: 0" in campaign.stdout


@pytest.mark.parametrize("kind", samples())
def test_every_sample_is_a_file_of_its_kind_that_can_be_read(kind: str, tmp_path: Path) -> None:
    for sample in samples()[kind]:
        assert attempt(sample, tmp_path) == ("read", None)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(kind=st.sampled_from(sorted(samples())), donor=st.sampled_from(sorted(samples())), random=st.randoms())
def test_v5_2_2_a_broken_file_is_read_or_refused_with_a_typed_error(kind: str, donor: str, random: Random) -> None:
    content = mutate(kind, random.choice(samples()[kind]), random.choice(samples()[donor]), random)
    with tempfile.TemporaryDirectory() as folder:
        assert attempt(content, Path(folder))[1] is None


def test_a_file_of_a_campaign_can_be_made_again_from_its_number() -> None:
    assert [broken_file(3, number) for number in range(20)] == [broken_file(3, number) for number in range(20)]
    assert broken_file(3, 4) != broken_file(4, 4)
