from __future__ import annotations

from pathlib import Path

import pytest

from remend.config import load_config
from remend.errors import ConfigError
from remend.plan.spec import EffectiveSpec, Footer, Split, Tie, default_spec, effective_spec

XML = """\
<rules>
  <name>House rules</name>
  <version>3</version>
  <message>
    <form>free</form>
    <format>&lt;type&gt;(&lt;scope&gt;): &lt;subject&gt;</format>
    <types>
      <type name="feat">a new thing users see</type>
      <type>mend: something was broken</type>
      <type>two words</type>
    </types>
    <guidelines>
      <guideline>Subject: sixty characters at most, in lower case</guideline>
      <guideline>The body is wrapped at 80 columns</guideline>
      <guideline>Add Value And Reach for features</guideline>
      <guideline>Mention the weather</guideline>
    </guidelines>
    <template><![CDATA[
type(scope): what

- why

VAR: [Reach: X]
Ticket: {id}
    ]]></template>
  </message>
  <triggers>
    <trigger name="services">
      <description>Two services are two commits, apart</description>
      <exception>One feature in both</exception>
      <guideline>Half a minute of review for each</guideline>
      <guideline>Mind the moon</guideline>
    </trigger>
    <trigger name="tests"><description>Tests come apart</description></trigger>
    <trigger name="risk"><description>Never split what is risky</description></trigger>
  </triggers>
  <criteria><criterion name="tests">A test goes with its subject</criterion></criteria>
  <cases>
    <case name="generated"><approach>Commit with the source</approach></case>
    <case name="vendor"><approach>Commit with whatever</approach></case>
  </cases>
  <anti_pattern name="kitchen_sink"/>
  <anti_pattern name="haste"/>
  <principle>One concept each.</principle>
</rules>
"""


def effective(folder: Path, keys: str = "", *, name: str = "SPEC/house.xml", text: str = XML) -> EffectiveSpec:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    (folder / "pyproject.toml").write_text(f"[tool.remend.commits]\nspec = '{name}'\n{keys}", "utf-8")
    return effective_spec(load_config(folder, rules={}))


def test_without_a_file_the_spec_is_that_of_remend(tmp_path: Path) -> None:
    found = effective_spec(load_config(tmp_path, rules={}))

    assert found.spec == default_spec()
    assert set(found.origins.values()) == {"remend's own"}
    assert (found.unread, found.unfilled) == ((), ())


class TestXml:
    def test_what_it_says_takes_the_place_of_what_remend_says(self, tmp_path: Path) -> None:
        spec = effective(tmp_path).spec

        assert spec.name == "House rules"
        assert spec.types == {"feat": "a new thing users see", "mend": "something was broken"}
        assert (spec.subject_limit, spec.imperative) == (60, True)
        assert (spec.body_width, spec.body_required) == (80, True)
        assert spec.footers == (Footer(text="VAR: [Reach: {reach}]", types=("feat",)),)
        assert spec.review_seconds == 30
        assert spec.splits[Split.SERVICE] == "Two services are two commits, apart"
        assert spec.exceptions == {Split.SERVICE: "One feature in both"}
        assert spec.ties[Tie.TEST] == "A test goes with its subject"
        assert spec.ties[Tie.GENERATED] == "Commit with the source"

    def test_what_it_does_not_speak_about_stays(self, tmp_path: Path) -> None:
        spec, own = effective(tmp_path).spec, default_spec()

        assert set(spec.splits) == set(own.splits)
        assert spec.splits[Split.SAFETY] == own.splits[Split.SAFETY]
        assert spec.max_commits == own.max_commits

    def test_each_value_knows_where_it_comes_from(self, tmp_path: Path) -> None:
        found = effective(tmp_path)

        assert found.origin("name") == "SPEC/house.xml:2 rules/name"
        assert found.origin("types", "feat") == "SPEC/house.xml:7 rules/message/types"
        assert found.origin("subject_limit") == "SPEC/house.xml:13 rules/message/guidelines/guideline"
        assert found.origin("splits", "service") == "SPEC/house.xml:28 rules/triggers/trigger[@name='services']"
        assert found.origin("splits", "safety") == found.origin("imperative") == "remend's own"

    def test_what_is_not_understood_is_listed(self, tmp_path: Path) -> None:
        assert [
            (unread.line, unread.place.rpartition("/")[2], unread.text) for unread in effective(tmp_path).unread
        ] == [
            (5, "form", "free"),
            (10, "type[3]", "two words"),
            (13, "guideline", "in lower case"),
            (16, "guideline[4]", "Mention the weather"),
            (18, "template", "no guideline demands `Ticket: {ticket}`"),
            (32, "guideline[2]", "Mind the moon"),
            (34, "trigger[@name='tests']", "Tests come apart"),
            (35, "trigger[@name='risk']", "Never split what is risky"),
            (40, "case[@name='vendor']", "Commit with whatever"),
            (43, "anti_pattern[@name='haste']", ""),
        ]

    def test_other_words_are_understood_too(self, tmp_path: Path) -> None:
        text = """
        <spec>loose words
          <types/>
          <format>whatever</format>
          <criterion name="one concept">Keep to one concept</criterion>
          <case name="vendored"><approach>Commit each one apart</approach></case>
        </spec>"""

        found = effective(tmp_path, text=text)

        assert found.spec.splits[Split.CONCEPT] == "Keep to one concept"
        assert found.spec.splits[Split.VENDOR] == "Commit each one apart"
        assert [(unread.place, unread.text) for unread in found.unread] == [
            ("spec", "loose words"),
            ("spec/types", ""),
            ("spec/format", "whatever"),
        ]

    def test_a_file_of_something_else_is_listed_as_one(self, tmp_path: Path) -> None:
        found = effective(tmp_path, text="<project><module>core</module><module>web</module></project>")

        assert found.spec == default_spec()
        assert [(each.place, each.text) for each in found.unread] == [("project", "core (2 elements)")]

    def test_a_footer_whose_values_are_missing_is_told(self, tmp_path: Path) -> None:
        footer = Footer(text="VAR: [Reach: {reach}]", types=("feat",))

        assert effective(tmp_path).unfilled == ((footer, ("reach",)),)
        assert effective(tmp_path, "values = { reach = 'all' }").unfilled == ()

    def test_what_is_malformed_is_an_error(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"^SPEC/house\.xml: line 2: this is no well-formed XML: mismatched tag"):
            effective(tmp_path, text="<a>\n</b>")


class TestToml:
    def test_it_has_the_shape_of_that_of_remend(self, tmp_path: Path) -> None:
        text = """
        name = "Ours"
        footers = ["Refs: {ticket}"]
        subject = { limit = 72, types = { add = "more" } }
        split = { service = "ours" }
        limits = { max-commits = 3 }
        """

        found = effective(tmp_path, name="rules.toml", text=text)

        assert (found.spec.name, found.spec.subject_limit, found.spec.max_commits) == ("Ours", 72, 3)
        assert (found.spec.types, found.spec.splits) == ({"add": "more"}, {Split.SERVICE: "ours"})
        assert found.spec.ties == default_spec().ties
        assert found.unfilled == ((Footer(text="Refs: {ticket}"), ("ticket",)),)
        assert found.origin("subject_limit") == "rules.toml: subject.limit"
        assert found.origin("splits", "service") == "rules.toml: split"
        assert found.origin("body_width") == "remend's own"

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[subject]\nlimt = 1", "rules.toml: subject.limt: unknown key; did you mean `limit`?"),
            ("[subject]\nlimit = 'x'", "rules.toml: subject.limit: expected `integer`, got `string`"),
            ("[split]\nservise = 'x'", "rules.toml: split: there is no `servise`; did you mean `service`?"),
            (
                "[together]\nall = 'x'",
                "rules.toml: together: there is no `all`; known: `dependency`, `generated`, `test`",
            ),
            (
                "name =",
                "rules.toml: invalid TOML: Invalid value (at end of document); mend the file",
            ),
        ],
    )
    def test_what_is_wrong_is_told_with_the_key(self, tmp_path: Path, text: str, expected: str) -> None:
        with pytest.raises(ConfigError) as caught:
            effective(tmp_path, name="rules.toml", text=text)

        assert str(caught.value) == expected

    def test_it_has_to_be_utf_8(self, tmp_path: Path) -> None:
        effective(tmp_path, name="rules.toml", text="")
        (tmp_path / "rules.toml").write_bytes(b"name = 'a'\n# \xe9")

        with pytest.raises(ConfigError, match=r"^rules\.toml: line 2 is not UTF-8"):
            effective_spec(load_config(tmp_path, rules={}))


class TestKeys:
    def test_they_go_over_the_file(self, tmp_path: Path) -> None:
        found = effective(
            tmp_path,
            """
            types = ["feat", "chore", "odd"]
            subject-limit = 50
            imperative = false
            body-width = 100
            body-required = false
            footers = [{ text = "Refs: {ticket}", types = ["feat"] }, " "]
            split = ["service", "safety"]
            together = []
            review-seconds = 45
            max-commits = 5
            """,
        )

        spec, own = found.spec, default_spec()
        assert spec.types == {"feat": "a new thing users see", "chore": "", "odd": ""}
        assert (spec.subject_limit, spec.imperative, spec.body_width, spec.body_required) == (50, False, 100, False)
        assert spec.footers == (Footer(text="Refs: {ticket}", types=("feat",)),)
        assert spec.splits == {
            Split.SERVICE: "Two services are two commits, apart",
            Split.SAFETY: own.splits[Split.SAFETY],
        }
        assert (spec.ties, spec.review_seconds, spec.max_commits) == ({}, 45, 5)
        assert found.origin("subject_limit") == "tool.remend.commits.subject-limit"
        assert found.origin("splits", "service") == "tool.remend.commits.split"
        assert found.origin("footers", "Refs: {ticket}") == "tool.remend.commits.footers"

    def test_types_may_bring_their_meanings(self, tmp_path: Path) -> None:
        assert effective(tmp_path, "types = { a = 'b' }").spec.types == {"a": "b"}

    def test_what_the_file_turned_off_can_be_turned_on(self, tmp_path: Path) -> None:
        found = effective(tmp_path, "split = ['vendor']", name="rules.toml", text="split = { service = 'x' }")

        assert found.spec.splits == {Split.VENDOR: default_spec().splits[Split.VENDOR]}


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.remend.commits]\nspec = 'none.xml'\n")

    with pytest.raises(ConfigError) as caught:
        effective_spec(load_config(tmp_path, rules={}))

    assert str(caught.value) == (
        "tool.remend.commits.spec: none.xml cannot be read: No such file or directory; "
        f"name an XML or TOML file, relative to {tmp_path}"
    )


def test_messages_are_written_with_the_footers_that_have_their_values(tmp_path: Path) -> None:
    table = '[tool.remend.commits]\nfooters = ["Ticket: {ticket}", "Seen-By: {nobody}"]\nvalues = { ticket = "7" }\n'
    (tmp_path / "pyproject.toml").write_text(table)

    spec = effective_spec(load_config(tmp_path)).to_write

    assert spec.footers == (Footer(text="Ticket: 7"),)
