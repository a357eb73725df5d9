from __future__ import annotations

import json
from pathlib import Path

import pytest

from remend.config import load_config
from remend.plan.spec import EffectiveSpec, effective_spec
from remend.report.spec import render, render_json

XML = """\
<spec>
  <name>House</name>
  <guidelines><guideline>Include Reach for features</guideline></guidelines>
  <template>type: what

Reach: X</template>
  <trigger name="service"><description>one each</description><exception>unless both</exception></trigger>
  <moon>full</moon>
</spec>
"""


@pytest.fixture
def effective(tmp_path: Path) -> EffectiveSpec:
    (tmp_path / "house.xml").write_text(XML)
    (tmp_path / "pyproject.toml").write_text("[tool.remend.commits]\nspec = 'house.xml'\nmax-commits = 7\n")
    return effective_spec(load_config(tmp_path, rules={}))


def test_each_value_is_shown_with_its_origin(effective: EffectiveSpec) -> None:
    text = render(effective)

    assert text.startswith("House  (house.xml:2)\n\nsubject\n")
    assert "  limit       50 characters  (remend's own)\n" in text
    assert "    refactor  the same behaviour from other code\n" in text
    assert "  feat  Reach: {reach}  (house.xml:3)\n" in text
    assert "        left out of messages until tool.remend.commits.values has `reach`\n" in text
    assert "  service  one each  (house.xml:7)\n           except: unless both\n" in text
    assert "  max-commits     7  (tool.remend.commits.max-commits)\n" in text
    assert text.endswith("not understood: 1\n  line 8  spec/moon: full\n")


def test_what_the_configuration_gives_is_not_missed(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        "[tool.remend.commits]\nfooters = ['By: {who}']\nvalues = { who = 'us' }\nsplit = []\n"
    )

    text = render(effective_spec(load_config(tmp_path, rules={})))

    assert "  all types  By: {who}  (tool.remend.commits.footers)\n\ntogether: " in text


def test_colour_is_added_where_it_is_wanted(effective: EffectiveSpec) -> None:
    assert "\x1b[33mleft out of messages" in render(effective, color=True)


def test_programs_are_told_the_element_too(effective: EffectiveSpec) -> None:
    told = json.loads(render_json(effective))

    assert told["schema"] == "remend.spec/1"
    assert told["name"] == {"value": "House", "origin": "house.xml:2 spec/name"}
    assert told["subject_limit"] == {"value": 50, "origin": "remend's own"}
    assert told["types"][0] == {
        "type": "feat",
        "meaning": "something new that users can do",
        "origin": "remend's own",
    }
    assert told["footers"] == [
        {
            "text": "Reach: {reach}",
            "types": ["feat"],
            "sample": "",
            "missing": ["reach"],
            "origin": "house.xml:3 spec/guidelines/guideline",
        }
    ]
    assert {"name": "service", "reason": "one each", "exception": "unless both"}.items() <= told["split"][1].items()
    assert [each["name"] for each in told["together"]] == ["dependency", "test", "generated"]
    assert told["not_understood"] == [{"place": "spec/moon", "line": 8, "text": "full"}]
