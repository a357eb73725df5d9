from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest

from remend.git.repository import open_repository
from remend.model import Severity
from remend.review.model import Change, Verdict
from remend.review.rules.dropped_setting import DroppedSetting, DroppedSettingOptions
from remend.review.rules.dropped_setting.deployment import declared_in, kind_of
from remend.review.rules.dropped_setting.mentions import Kind
from remend.rule import Options
from remend.rules.env_access import EnvAccessOptions
from repository import Files, MakeRepo
from reviewing import change_to, ends_of

Review = Callable[..., list[Change]]

ACCESSOR = {
    "shared/__init__.py": "",
    "shared/env.py": (
        "class Env:\n    def get(self, key, default=None):\n        return self.known.get(key, default)\n\n\n"
        "_env = Env()\n\n\ndef get_env() -> Env:\n    return _env\n"
    ),
}
SECRETS = "SECRETS = {\n    'api': [\n        'DB_HOST',\n        'DB_PASSWORD',\n    ],\n    'jobs': ['DB_HOST'],\n}\n"
READERS = "import os\n\nHOST = os.environ['DB_HOST']\nPASSWORD = os.getenv('DB_PASSWORD')\n"


@pytest.fixture
def review(make_repo: MakeRepo) -> Review:
    def judge(before: Files, after: Files, tables: Mapping[str, Options] | None = None) -> list[Change]:
        repo = make_repo(before)
        change_to(repo, after)
        with ends_of(repo) as ends:
            return list(DroppedSetting(tables or {}).judge(ends))

    return judge


def test_nothing_is_said_where_a_read_moves_to_another_file_or_another_spelling(review: Review) -> None:
    before = {
        "a.py": "import os\n\nA = os.getenv('APP_A', 'x')\nB = os.environ['APP_B']\n",
        ".env": "APP_A=1\nAPP_B=2\n",
    }
    after = {
        "a.py": "from os import environ as e\n\nA = e.get('APP_A', 'x')\n",
        "b.py": "import os\n\nB = os.environ['APP_B']\n",
        ".env": "APP_A=1\nAPP_B=2\n",
    }

    assert review(before, after) == []


def test_nothing_is_said_of_tests(review: Review) -> None:
    before = {"tests/test_a.py": "import os\n\nA = os.environ['APP_A']\n", ".env": "APP_A=1\n"}
    after = {"tests/test_a.py": "def test(monkeypatch):\n    monkeypatch.setenv('APP_B', '1')\n", ".env": "APP_A=1\n"}

    assert review(before, after) == []


class TestUndeclared:
    def test_what_code_demands_and_nothing_declares_any_more_is_a_regression(self, review: Review) -> None:
        named: Mapping[str, Options] = {"dropped-setting": DroppedSettingOptions(declarations=("secrets.py",))}
        readers = {"app.py": READERS, "tests/test_app.py": "NAME = 'DB_HOST'\n"}
        without = SECRETS.replace("        'DB_HOST',\n", "").replace("['DB_HOST']", "[]")

        (change,) = review({"secrets.py": SECRETS, **readers}, {"secrets.py": without, **readers}, named)

        assert change.verdict is Verdict.REGRESSION
        assert change.severity is Severity.HIGH
        assert (change.path, change.line) == ("secrets.py", 3)
        assert change.title == "DB_HOST is declared no longer, but code still reads it"
        assert change.evidence == (
            "secrets.py:3, 6 declared it at the start; nothing in the project declares it at the end.",
            "DB_HOST has to be set for app.py:3.",
            "Tests still name it: tests/test_app.py.",
        )
        assert change.questions == ()
        assert change.cause is not None
        assert change.cause.went == "        'DB_HOST',"

    @pytest.mark.parametrize("path", ["compose.yaml", "Dockerfile", ".env", "deploy/values.yml"])
    def test_a_file_of_deployment_provides_what_code_demands(self, review: Review, path: str) -> None:
        lines = {"Dockerfile": "ENV {}=1\n", ".env": "{}=1\n"}
        line = lines.get(path, "  {}: 1\n")
        whole = line.format("DB_HOST") + line.format("DB_PASSWORD")

        (change,) = review({path: whole, "app.py": READERS}, {path: line.format("DB_PASSWORD"), "app.py": READERS})

        assert change.verdict is Verdict.REGRESSION

    def test_a_literal_that_only_looks_like_declarations_decides_nothing(self, review: Review) -> None:
        without = SECRETS.replace("        'DB_HOST',\n", "").replace("['DB_HOST']", "[]")

        (change,) = review({"secrets.py": SECRETS, "app.py": READERS}, {"secrets.py": without, "app.py": READERS})

        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.HIGH)

    def test_another_name_in_its_place_is_told(self, review: Review) -> None:
        other = SECRETS.replace("DB_HOST", "DATABASE_HOST")

        change, *_ = review({"secrets.py": SECRETS, "app.py": READERS}, {"secrets.py": other, "app.py": READERS})

        assert change.evidence[1] == "DATABASE_HOST is declared in its place."

    def test_a_file_that_is_gone_is_told_once(self, review: Review) -> None:
        (change,) = review({".env": "DB_HOST=1\nDB_PASSWORD=2\n", "app.py": READERS}, {"app.py": READERS})

        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.HIGH)
        assert change.title == "DB_HOST and DB_PASSWORD are declared no longer, but code still reads them"
        assert change.evidence[0] == ".env declared them at the start, and is gone now."

    def test_a_name_that_leaves_a_module_and_is_set_elsewhere_needs_verification(self, review: Review) -> None:
        beside = {"app.py": READERS, "compose.yml": "x:\n  DB_HOST: 1\n"}
        before = "run(['DB_HOST', 'DB_PASSWORD', 'DB_PORT'])\n"

        (change,) = review({"d.py": before, **beside}, {"d.py": "run(['DB_PASSWORD', 'DB_PORT'])\n", **beside})

        assert change.verdict is Verdict.NEEDS_VERIFICATION

    def test_a_name_that_moves_to_another_module_is_not_dropped(self, review: Review) -> None:
        beside = {"app.py": READERS}
        before = "run(['DB_HOST', 'DB_PASSWORD', 'DB_PORT'])\n"
        after = {"d.py": "run(['DB_PASSWORD', 'DB_PORT'])\n", "e.py": "run(['DB_HOST', 'DB_PASSWORD'])\n", **beside}

        assert [each.verdict for each in review({"d.py": before, **beside}, after)] == [Verdict.ACCEPTABLE]

    def test_what_may_be_missing_needs_verification(self, review: Review) -> None:
        readers = {"app.py": "import os\n\nHOST = os.getenv('DB_HOST', 'localhost')\nP = os.getenv('DB_PASSWORD')\n"}
        before = {"deploy/app.yaml": "env:\n  DB_HOST: db\n  DB_PASSWORD: x\n", **readers}

        host, password = review(before, {"deploy/app.yaml": "env:\n  OTHER: x\n", **readers})

        assert {host.verdict, password.verdict} == {Verdict.NEEDS_VERIFICATION}
        assert (host.severity, password.severity) == (Severity.MEDIUM, Severity.HIGH)
        assert host.evidence[1] == "DB_HOST is read with the default 'localhost' at app.py:3."
        assert password.evidence[1] == "DB_PASSWORD is read without a default at app.py:4."
        assert host.questions == ("Where does DB_HOST come from now?",)

    def test_an_example_tells_little(self, review: Review) -> None:
        readers = {"app.py": READERS}

        (change,) = review({".env.example": "DB_HOST=\nDB_PASSWORD=\n", **readers}, {".env.example": "\n", **readers})

        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.LOW)

    def test_what_is_declared_elsewhere_is_not_lost(self, review: Review) -> None:
        readers = {"app.py": READERS, "compose.yaml": "environment:\n  - DB_HOST=db\n  - DB_PASSWORD\n"}

        assert review({"Dockerfile": "ENV DB_HOST=x DB_PASSWORD=y\n", **readers}, readers) == []

    def test_a_part_of_a_literal_that_loses_a_name_needs_verification(self, review: Review) -> None:
        literal = SECRETS.replace("['DB_HOST']", "['DB_HOST', 'DB_PASSWORD']")
        after = literal.replace("        'DB_HOST',\n", "")

        (change,) = review({"secrets.py": literal, "app.py": READERS}, {"secrets.py": after, "app.py": READERS})

        assert change.verdict is Verdict.NEEDS_VERIFICATION
        assert change.title == "DB_HOST is no longer part of SECRETS[api]"
        assert change.evidence[1] == "DB_HOST is still set at secrets.py:5."

    def test_names_that_nobody_reads_are_no_settings(self, review: Review) -> None:
        before = {"verbs.py": "VERBS = ['GET', 'POST', 'PUT']\n"}

        assert review(before, {"verbs.py": "VERBS = ['GET', 'POST']\n"}) == []

    def test_configured_modules_alone_declare(self, review: Review) -> None:
        named: Mapping[str, Options] = {"dropped-setting": DroppedSettingOptions(declarations=("other.py",))}
        less = SECRETS.replace("'DB_HOST'", "'DB_PASSWORD'")

        assert review({"secrets.py": SECRETS, "app.py": READERS}, {"secrets.py": less, "app.py": READERS}, named) == []

    def test_a_string_of_assignments_declares(self, review: Review) -> None:
        before = "ARGS = ['--set-secrets', 'DB_HOST=host:latest,DB_PASSWORD=pw:latest,API_URL=u']\n"
        after = "ARGS = ['--set-secrets', 'DB_PASSWORD=pw:latest,API_URL=u']\n"

        (change,) = review({"deploy.py": before, "app.py": READERS}, {"deploy.py": after, "app.py": READERS})

        assert change.title == "DB_HOST is declared no longer, but code still reads it"


class TestUnread:
    def test_a_name_that_is_set_and_read_no_longer_needs_verification(self, review: Review) -> None:
        system = {"compose.yml": "services:\n  app:\n    environment:\n      APP_MODE: fast\n"}

        (change,) = review(
            {"a.py": "import os\n\nM = os.getenv('APP_MODE')\n", **system}, {"a.py": "M = 1\n", **system}
        )

        assert change.verdict is Verdict.NEEDS_VERIFICATION
        assert change.severity is Severity.LOW
        assert change.title == "nothing reads APP_MODE any more, but the system still sets it"
        assert change.evidence == ("APP_MODE is still set at compose.yml:4.",)

    def test_what_the_system_itself_takes_or_nothing_sets_may_go(self, review: Review) -> None:
        system = {"compose.yml": "x:\n  APP_MODE: fast\n  command: run --mode ${APP_MODE}\n"}
        before = "import os\n\nM = os.getenv('APP_MODE')\nN = os.getenv('APP_NAME')\n"

        assert review({"a.py": before, **system}, {"a.py": "M = 1\n", **system}) == []

    def test_a_pattern_reads_what_it_covers(self, review: Review) -> None:
        before = {"a.py": "import os\n\nS = os.environ['JWT_SECRET_PROD']\n", ".env": "JWT_SECRET_PROD=x\n"}
        after = {"a.py": "import os\n\n\ndef f(e):\n    return os.environ[f'JWT_SECRET_{e}']\n", ".env": before[".env"]}

        assert [each for each in review(before, after) if each.verdict is not Verdict.ACCEPTABLE] == []

    def test_an_unchanged_file_may_still_read_it(self, review: Review) -> None:
        other = {
            "b.py": "import os\n\nPREFIX = 'x'\nS = os.environ[f'APP_{PREFIX}']\n",
            "settings.py": (
                "from pydantic_settings import BaseSettings\n\n\nclass Config(BaseSettings):\n"
                "    model_config = {'env_prefix': 'SRV_'}\n    db_host: str\n"
            ),
            ".env": "APP_MODE=1\nSRV_DB_HOST=2\n",
        }
        before = "import os\n\nM = os.getenv('APP_MODE')\nH = os.getenv('SRV_DB_HOST')\n"

        assert review({"a.py": before, **other}, {"a.py": "M = 1\n", **other}) == []

    @pytest.mark.parametrize("broken", ["def f(:\n", "M = getenv('APP_MODE'\n"])
    def test_a_file_that_cannot_be_parsed_drops_nothing(self, review: Review, broken: str) -> None:
        system = {".env": "APP_MODE=1\n"}

        assert review({"a.py": "import os\n\nM = os.getenv('APP_MODE')\n", **system}, {"a.py": broken, **system}) == []

    def test_another_file_that_cannot_be_parsed_may_still_read_it(self, review: Review) -> None:
        beside = {".env": "APP_MODE=1\n", "b.py": "M = os.getenv('APP_MODE'\n"}

        assert review({"a.py": "import os\n\nM = os.getenv('APP_MODE')\n", **beside}, {"a.py": "\n", **beside}) == []


class TestRenamed:
    def test_a_demanded_name_that_nothing_sets_is_a_regression(self, review: Review) -> None:
        system = {"Dockerfile": "ENV DB_URL postgres://db\n"}
        before, after = (f"import os\n\nURL = os.environ['{name}']\n" for name in ("DB_URL", "DATABASE_URL"))

        first, *others = review({"a.py": before, **system}, {"a.py": after, **system})

        assert first.verdict is Verdict.REGRESSION
        assert first.title == "DATABASE_URL is read in place of DB_URL, which nothing reads any more"
        assert first.evidence == (
            "DB_URL was read at a.py:3.",
            "DB_URL is still set at Dockerfile:1.",
            "Nothing in the project sets DATABASE_URL.",
        )
        assert [each.verdict for each in others] == []

    def test_a_name_that_may_be_missing_needs_verification(self, review: Review) -> None:
        before, after = (f"import os\n\nURL = os.getenv('{name}', 'x')\n" for name in ("DB_URL", "DATABASE_URL"))

        (change,) = review({"a.py": before}, {"a.py": after})

        assert change.verdict is Verdict.NEEDS_VERIFICATION
        assert change.severity is Severity.MEDIUM
        assert change.evidence[1] == "Nothing in the project sets DB_URL."
        assert change.questions == ("Is DATABASE_URL set in every environment that sets DB_URL?",)

    def test_a_variable_that_the_program_sets_itself_may_have_any_name(self, review: Review) -> None:
        before, after = (
            f"import os\n\nos.environ['{name}'] = '1'\nP = os.environ['{name}']\n" for name in ("APP_P", "APP_PID")
        )

        assert review({"a.py": before}, {"a.py": after}) == []

    def test_another_statement_at_the_place_is_no_rename(self, review: Review) -> None:
        before = {"a.py": "import os\n\nURL = os.getenv('DB_URL')\n"}
        after = {"a.py": "import os\n\n\ndef debug():\n    return bool(os.getenv('APP_DEBUG'))\n"}

        assert [each.verdict for each in review(before, after)] == [Verdict.ACCEPTABLE]


class TestDefaults:
    def test_both_defaults_are_told(self, review: Review) -> None:
        before, after = (f"import os\n\nN = int(os.getenv('APP_N', '{number}'))\n" for number in (5, 10))

        (change,) = review({"a.py": before}, {"a.py": after})

        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM)
        assert change.title == "the default of APP_N was '5' and is '10'"
        assert (change.path, change.line) == ("a.py", 3)
        assert change.before == "N = int(os.getenv('APP_N', '5'))"
        assert change.after == "N = int(os.getenv('APP_N', '10'))"

    def test_a_default_that_went_is_told(self, review: Review) -> None:
        before = {"a.py": "import os\n\nN = os.getenv('APP_N') or 'x'\n"}

        (change,) = review(before, {"a.py": "import os\n\nN = os.environ['APP_N']\n"})

        assert change.title == "APP_N had the default 'x' and has none"
        assert change.evidence[1] == "a.py:3: a missing APP_N is an error."

    def test_it_is_the_same_default_in_another_file(self, review: Review) -> None:
        before = {"a.py": "import os\n\nDEFAULT = 'x'\nN = os.getenv('APP_N', DEFAULT)\n"}

        assert review(before, {"b.py": "import os\n\nM = os.getenv(key='APP_N', default='x')\n"}) == []

    def test_it_is_another_default_in_another_file(self, review: Review) -> None:
        before = {"a.py": "import os\n\nN = os.getenv('APP_N', 'x')\n"}

        (change,) = review(before, {"b.py": "import os\n\nM = os.getenv('APP_N', 'y')\n"})

        assert change.title == "the default of APP_N was 'x' and is 'y'"

    def test_several_reads_of_one_function_are_left_alone(self, review: Review) -> None:
        before, after = (
            f"import os\n\nN = os.getenv('APP_N', '{number}')\nM = os.getenv('APP_N', '1')\n" for number in (5, 10)
        )

        assert review({"a.py": before}, {"a.py": after}) == []


class TestFallbackChains:
    CHAIN = (
        "import os\n\n\ndef secret():\n    value = os.getenv('APP_SECRET')\n    if value:\n        return value\n"
        "    value = os.getenv('OLD_SECRET')\n    return value\n"
    )

    def test_a_chain_that_tries_more_is_acceptable(self, review: Review) -> None:
        before = "import os\n\n\ndef secret():\n    value = os.getenv('OLD_SECRET')\n    return value\n"

        (change,) = review({"a.py": before}, {"a.py": self.CHAIN})

        assert change.verdict is Verdict.ACCEPTABLE
        assert change.title == "secret still reads OLD_SECRET, and tries APP_SECRET as well"
        assert change.evidence == (
            "Before, in this order: OLD_SECRET (a.py:5).",
            "After, in this order: APP_SECRET, then OLD_SECRET (a.py:5).",
            "Where APP_SECRET is set too, that value comes first now.",
        )

    def test_another_order_needs_verification(self, review: Review) -> None:
        after = self.CHAIN.replace("APP_", "X_").replace("OLD_", "APP_").replace("X_", "OLD_")

        (change,) = review({"a.py": self.CHAIN}, {"a.py": after})

        assert change.verdict is Verdict.NEEDS_VERIFICATION
        assert change.title == "secret tries OLD_SECRET and APP_SECRET in another order than before"

    def test_a_chain_that_tries_less_than_the_system_sets_needs_verification(self, review: Review) -> None:
        beside = {"b.py": "import os\n\nS = os.getenv('APP_SECRET')\n", "compose.yml": "x:\n  APP_SECRET: 1\n"}
        after = "import os\n\n\ndef secret():\n    value = os.getenv('OLD_SECRET')\n    return value\n"

        (change,) = review({"a.py": self.CHAIN, **beside}, {"a.py": after, **beside})

        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.MEDIUM)
        assert change.title == "secret tries APP_SECRET no longer, which the system sets"
        assert change.evidence[2] == "APP_SECRET is set at compose.yml:2."
        assert change.cause is not None
        assert change.cause.went == "    value = os.getenv('APP_SECRET')"

    def test_a_chain_that_tries_less_is_fine_where_nothing_sets_the_rest(self, review: Review) -> None:
        after = "import os\n\n\ndef secret():\n    value = os.getenv('OLD_SECRET')\n    return value\n"

        assert review({"a.py": self.CHAIN}, {"a.py": after}) == []

    def test_defaults_that_are_reads_make_a_chain(self, review: Review) -> None:
        before = {"a.py": "import os\n\nA = os.getenv('APP_A')\n"}

        (change,) = review(before, {"a.py": "import os\n\nA = os.getenv('APP_A', os.getenv('APP_B'))\n"})

        assert change.title == "a.py still reads APP_A, and tries APP_B as well"


class TestSecretsInCode:
    @pytest.mark.parametrize(
        "line",
        [
            "K = os.getenv('API_KEY', 'abc123')",
            "K = os.getenv('API_KEY') or 'abc123'",
            "K = os.getenv('PGPASSWORD', 'postgres')",
            "K = os.environ.get('JWT_SECRET_STAGING', default='abc123')",
            "K = os.getenv('SENTRY_DSN', 'https://abc:def@sentry.example/1')",
        ],
    )
    def test_a_literal_in_place_of_a_secret_needs_verification(self, review: Review, line: str) -> None:
        found = review({"a.py": "import os\n"}, {"a.py": f"import os\n\n{line}\n"})

        (change,) = [each for each in found if each.verdict is not Verdict.ACCEPTABLE]
        assert (change.verdict, change.severity) == (Verdict.NEEDS_VERIFICATION, Severity.HIGH)
        assert "a literal stands in for" in change.title

    @pytest.mark.parametrize(
        "line",
        [
            "K = os.getenv('API_KEY', '')",
            "K = os.getenv('API_KEY')",
            "K = os.getenv('API_KEY_FILE', '/run/key')",
            "K = os.getenv('TOKEN_EXPIRE_MINUTES', '30')",
            "K = os.getenv('CACHE_KEY', 'pages')",
            "K = os.getenv('SENTRY_DSN', 'https://sentry.example')",
            "K = os.getenv('DB_HOST', 'localhost')",
        ],
    )
    def test_no_secret_is_given_away(self, review: Review, line: str) -> None:
        found = review({"a.py": "import os\n"}, {"a.py": f"import os\n\n{line}\n"})

        assert [each for each in found if each.verdict is not Verdict.ACCEPTABLE] == []

    def test_a_literal_that_was_there_is_not_told_again(self, review: Review) -> None:
        text = "import os\n\nK = os.getenv('API_KEY', 'abc')\n"

        assert review({"a.py": text}, {"a.py": f"{text}\n\nX = 1\n"}) == []

    def test_a_constant_that_a_function_returns_is_told_with_its_conditions(self, review: Review) -> None:
        function = (
            "import os\n\n\ndef jwt_secret():\n    stage = os.getenv('STAGE', 'dev').lower()\n"
            "    secret = os.getenv('JWT_SECRET')\n    if secret:\n        return secret.strip()\n"
            "    if stage == 'dev':\n        return 'dev-secret'\n"
            "    if stage == 'production':\n        raise ValueError('no secret')\n    return 'dev-secret'\n"
        )

        *_, first, last = review(
            {"a.py": "import os\n"}, {"a.py": function, "b.py": "import os\n\nS = os.getenv('STAGE')\n"}
        )[:2]

        assert (first.line, last.line) == (10, 13)
        assert first.evidence[1:] == (
            "It is used where JWT_SECRET is not set and `stage == 'dev'` (line 9).",
            "`stage` is 'dev' where STAGE is not set (line 5).",
        )
        assert last.title == "jwt_secret returns a constant where JWT_SECRET is not set"
        assert last.evidence[1] == (
            "It is used where JWT_SECRET is not set and `stage != 'dev'` (line 9) "
            "and `stage != 'production'` (line 11)."
        )
        assert last.questions == (
            "Which values has `stage` besides 'dev' and 'production', and may each of them run with a constant secret?",
        )
        assert first.fingerprint != last.fingerprint
        assert last.severity is Severity.HIGH

    @pytest.mark.parametrize(
        ("lines", "when"),
        [
            (("if not key:", "    key = 'abc'"), "It is used wherever API_KEY is not set."),
            (("try:", "    check(key)", "except ValueError:", "    key = 'abc'"), ""),
            (("if key is None and debug():", "    key = 'abc'"), "It is used wherever API_KEY is not set."),
            (("if debug():", "    if not key:", "        key = 'abc'"), "and `debug()` (line 6)"),
            (("if not debug():", "    return key", "key = 'abc'"), "and `debug()` (line 6)"),
            (("if debug():", "    return key", "key = 'abc'"), "and `not debug()` (line 6)"),
            (("if a() or b():", "    return key", "key = 'abc'"), "and `not (a() or b())` (line 6)"),
        ],
    )
    def test_a_constant_may_be_assigned(self, review: Review, lines: tuple[str, ...], when: str) -> None:
        body = "".join(f"    {line}\n" for line in lines)
        text = f"import os\n\n\ndef f():\n    key = os.getenv('API_KEY')\n{body}    return key\n"

        change, *_ = review({"a.py": "import os\n"}, {"a.py": text})

        assert change.title == "f takes a constant where API_KEY is not set"
        assert when in change.evidence[1]

    def test_a_label_is_no_secret(self, review: Review) -> None:
        text = "import os\n\n\ndef f():\n    t = os.getenv('TOKEN')\n    if t:\n        return 'env'\n    return 'no'\n"

        assert [each.verdict for each in review({"a.py": "import os\n"}, {"a.py": text})] == [Verdict.ACCEPTABLE]


class TestGained:
    def test_names_that_a_module_declares_are_told_for_each_run_of_lines(self, review: Review) -> None:
        after = SECRETS.replace(
            "    'jobs'", "    'more': [\n        'DB_PORT',\n        'DB_NAME',\n    ],\n    'jobs'"
        )
        after = after.replace("['DB_HOST']", "['DB_HOST', 'DB_PORT']")
        readers = {"app.py": READERS + "PORT = os.getenv('DB_PORT')\n"}

        first, second = review({"secrets.py": SECRETS, **readers}, {"secrets.py": after, **readers})

        assert {first.verdict, second.verdict} == {Verdict.ACCEPTABLE}
        assert (first.line, first.end_line, second.line) == (7, 8, 10)
        assert first.title == "declares DB_PORT and DB_NAME"
        assert first.evidence == ("Part of SECRETS[more].", "DB_PORT is read in app.py.")
        assert first.topic == second.topic

    def test_a_new_module_is_told_once_with_where_its_names_come_from(self, review: Review) -> None:
        readers = {"app.py": READERS}

        (change,) = review({"old.py": SECRETS, **readers}, {"old.py": "\n", "new.py": SECRETS, **readers})

        assert change.title == "declares DB_HOST and DB_PASSWORD"
        assert change.evidence[0] == "old.py declared DB_HOST and DB_PASSWORD before."

    def test_the_deployment_counts_where_code_reads_the_name(self, review: Review) -> None:
        readers = {"app.py": READERS}
        after = {"deploy/a.yml": "env:\n  - name: DB_HOST\n    value: db\n  - name: TZ\n    value: UTC\n", **readers}

        (change,) = review({"deploy/a.yml": "env:\n", **readers}, after)

        assert (change.title, change.line, change.end_line) == ("declares DB_HOST", 2, 2)

    def test_settings_that_nothing_read_are_told_together(self, review: Review) -> None:
        after = "import os\n\nA = os.environ['APP_A']\nB = os.getenv('APP_B')\n"
        system = {".env": "APP_A=1\n"}

        (change,) = review({"a.py": "import os\n", **system}, {"a.py": after, **system})

        assert change.title == "reads APP_A and APP_B, which nothing read before"
        assert change.evidence == (
            "APP_A (a.py:3) has to be set; .env:1 sets it.",
            "APP_B (a.py:4) may be missing; nothing in the project sets it.",
        )


class TestWaysToRead:
    @pytest.mark.parametrize(
        "line",
        [
            "X = os.environ['APP_X']",
            "X = os.environ.get('APP_X')",
            "X = os.environ.pop('APP_X', None)",
            "X = 'APP_X' in os.environ",
            "env = os.environ\nX = env.get('APP_X')",
            "X = os.getenvb(b'APP_X')",
            "X = getenv('APP_X')",
            "NAME = 'APP_X'\nX = os.getenv(NAME)",
            "X = os.getenv(APP_NAME)",
            "X = get_env().get('APP_X')",
            "X = lookup('APP_X')",
            "X = Reader().read('APP_X')",
            "X = config('APP_X')",
            "X = unknown.settings['APP_X']",
            "X = current.config.get('APP_X')",
        ],
    )
    def test_each_is_seen(self, review: Review, line: str) -> None:
        beside = {
            **ACCESSOR,
            "names.py": "APP_NAME = 'APP_X'\n",
            "reading.py": (
                "import os\n\n\ndef lookup(name):\n    return other(name)\n\n\ndef other(name):\n"
                "    return os.environ[name]\n\n\nclass Reader:\n    def read(self, key):\n        return lookup(key)\n"
            ),
        }
        head = (
            "import os\nfrom os import getenv\nfrom decouple import config\nfrom names import APP_NAME\n"
            "from reading import Reader, lookup\nfrom shared.env import get_env\n\n"
        )
        tables: Mapping[str, Options] = {"env-access": EnvAccessOptions(accessor="shared.env:get_env")}
        system = {"compose.yml": "x:\n  APP_X: 1\n  APP_Y: 2\n", **beside}

        found = review({"a.py": f"{head}{line}\nos.getenv('APP_Z')\n", **system}, {"a.py": "X = 1\n", **system}, tables)

        is_guess = "unknown" in line or "current" in line
        assert [each.title for each in found] == (
            [] if is_guess else ["nothing reads APP_X any more, but the system still sets it"]
        )

    @pytest.mark.parametrize(
        "line",
        [
            "os.environ['APP_X'] = '1'",
            "del os.environ['APP_X']",
            "store('APP_X', '1')",
            "print('APP_X')",
            "X = os.getenv(name())",
            "X = Enum('APP_X')",
        ],
    )
    def test_what_is_no_read_is_left_alone(self, review: Review, line: str) -> None:
        head = (
            "import os\nfrom enum import Enum\n\n\ndef store(key, value):\n    os.environ[key] = value\n\n\n"
            "def name():\n    return 'x'\n\n\n"
        )
        system = {"compose.yml": "x:\n  APP_X: 1\n"}

        assert review({"a.py": f"{head}{line}\n", **system}, {"a.py": f"{head}", **system}) == []

    @pytest.mark.parametrize(
        ("field", "name"),
        [
            ("host: str", "SRV_HOST"),
            ("host: str = Field(...)", "SRV_HOST"),
            ("host: str = Field(alias='THE_HOST')", "THE_HOST"),
            ("host: str = Field(validation_alias=AliasChoices('THE_HOST', 'HOST_NAME'))", "HOST_NAME"),
        ],
    )
    def test_fields_of_settings_classes_read(self, review: Review, field: str, name: str) -> None:
        head = (
            "from pydantic import AliasChoices, Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n"
            "\n\nclass Base(BaseSettings):\n    _private: int = 1\n\n\nclass Config(Base):\n"
            "    model_config = SettingsConfigDict(env_prefix='srv_')\n    other: str = 'x'\n"
        )
        system = {"compose.yml": f"x:\n  {name}: 1\n"}

        found = review({"a.py": f"{head}    {field}\n", **system}, {"a.py": head, **system})

        assert any(f"{name} is still set" in text for each in found for text in each.evidence)

    def test_the_prefix_of_an_inner_class_counts(self, review: Review) -> None:
        text = (
            "from pydantic import BaseSettings\n\n\nclass Config(BaseSettings):\n    token: str = '{}'\n\n"
            "    class Config:\n        env_prefix = 'APP_'\n"
        )

        (secret,) = review({"a.py": text.format("")}, {"a.py": text.format("abc")})

        assert secret.title == "a literal stands in for APP_TOKEN where it is not set"


def test_what_an_earlier_commit_dropped_is_restored(make_repo: MakeRepo) -> None:
    repo = make_repo({"secrets.py": SECRETS, "app.py": READERS})
    dropped = change_to(repo, {"secrets.py": SECRETS.replace("'DB_HOST'", "'DB_PORT'"), "app.py": READERS}, "tidy up")
    change_to(repo, {"secrets.py": SECRETS, "app.py": READERS})

    repository = open_repository(repo)
    assert repository is not None
    with ends_of(repo) as ends, repository:
        ends.head.history = repository.history("HEAD", 60.0)
        first, second = DroppedSetting().judge(ends)

    assert (first.title, first.line, second.line) == ("restores DB_HOST", 3, 6)
    assert first.evidence[1] == f"{dropped[:9]} (2024-01-02, tidy up) had taken DB_HOST out of secrets.py."


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("'APP_' + stage", "APP_*"),
        ("stage + '_APP'", "*_APP"),
        ("'APP_%s' % stage", "APP_*"),
        ("'APP_{}'.format(stage)", "APP_*"),
        ("f'APP_{stage}_KEY'", "APP_*_KEY"),
        ("KEY", "APP_KEY"),
        ("FAR_KEY", "FAR"),
    ],
)
def test_what_is_computed_of_a_name_is_a_pattern(review: Review, key: str, name: str) -> None:
    head = "import os\nfrom far import FAR_KEY\n\nKEY = 'APP_KEY'\n\n\ndef f(stage):\n"
    far = {"far.py": "FAR_KEY = 'FAR'\n"}

    (change,) = review({"a.py": f"{head}    pass\n", **far}, {"a.py": f"{head}    return os.getenv({key})\n", **far})

    assert change.title == f"reads {name}, which nothing read before"


@pytest.mark.parametrize("key", ["stage", "stage + stage", "MANY", "gone", "f'{stage}'", "*stage", "len(stage)", "1"])
def test_a_name_that_cannot_be_told_is_none(review: Review, key: str) -> None:
    head = "import os\nfrom nowhere import gone\n\nMANY = 'APP_A'\nMANY = 'APP_B'\n\n\ndef f(stage):\n"

    assert review({"a.py": f"{head}    pass\n"}, {"a.py": f"{head}    return os.getenv({key})\n"}) == []


def test_the_first_of_many_names_are_listed(review: Review) -> None:
    reads = "".join(f"V{number} = os.getenv('APP_{number}X')\n" for number in range(9))

    (change,) = review({"a.py": "import os\n"}, {"a.py": f"import os\n\n{reads}"})

    assert change.title == "reads APP_0X, APP_1X, APP_2X, APP_3X, APP_4X and 4 more, which nothing read before"


def test_three_operands_make_a_chain_with_the_last_as_its_default(review: Review) -> None:
    before = {"a.py": "import os\n\nT = os.getenv('APP_A') or 'x'\n", "compose.yml": "x:\n  APP_B: 1\n"}
    after = {
        "a.py": "import os\n\nT = os.getenv('APP_A') or os.getenv('APP_B') or 'y'\n",
        **dict([*before.items()][1:]),
    }

    chain, default = review(before, after)

    assert chain.title == "a.py still reads APP_A, and tries APP_B as well"
    assert default.title == "the default of APP_A was 'x' and is os.getenv('APP_B') or 'y'"


def test_where_a_secret_is_declared_is_told(review: Review) -> None:
    system = {"compose.yml": "x:\n  API_TOKEN: 1\n"}

    change, *_ = review(
        {"a.py": "import os\n", **system}, {"a.py": "import os\n\nT = os.getenv('API_TOKEN', 'abc')\n", **system}
    )

    assert change.evidence[1] == "compose.yml:2 declares API_TOKEN."


def test_a_default_that_another_one_function_has_is_not_compared(review: Review) -> None:
    before = {"a.py": "import os\n\n\ndef f():\n    return os.getenv('APP_N', 'x')\n"}
    after = {"a.py": before["a.py"] + "\n\ndef g():\n    return os.getenv('APP_N', 'y')\n"}

    assert review(before, after) == []


def test_only_asking_for_a_setting_is_told_so(review: Review) -> None:
    readers = {"app.py": "import os\n\nIS_ON = 'DB_HOST' in os.environ\nP = os.getenv('DB_PASSWORD')\n"}

    change, *_ = review({".env": "DB_HOST=1\nDB_PASSWORD=1\n", **readers}, {".env": "DB_PASSWORD=1\n", **readers})

    assert change.evidence[1] == "app.py:3 asks for DB_HOST."


def test_the_keys_of_a_dict_declare(review: Review) -> None:
    text = "MAP = {\n    'DB_HOST': 'host-staging',\n    'DB_PASSWORD': 'password-staging',\n}\n"

    (change,) = review({"app.py": READERS}, {"map.py": text, "app.py": READERS})

    assert (change.title, change.line, change.end_line) == ("declares DB_HOST and DB_PASSWORD", 2, 3)


def test_what_only_seems_to_be_read_needs_verification(review: Review) -> None:
    readers = {"app.py": "def f(app):\n    return app.config['DB_HOST'], app.settings.getint('DB_PORT')\n"}
    before = {"compose.yml": "x:\n  DB_HOST: 1\n  DB_PORT: 2\n  DB_NAME: 3\n", **readers}

    host, port = review(before, {"compose.yml": "x:\n  DB_NAME: 3\n", **readers})

    assert {host.verdict, port.verdict} == {Verdict.NEEDS_VERIFICATION}
    assert host.evidence[1] == "DB_HOST seems to be read at app.py:2, as far as names tell."


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (".env", Kind.DEPLOYMENT),
        ("config/staging.env", Kind.DEPLOYMENT),
        (".env.example", Kind.EXAMPLE),
        (".env.test", Kind.TEST),
        ("tests/compose.yml", Kind.TEST),
        (".github/workflows/ci.yml", Kind.TEST),
        (".github/workflows/release.yml", Kind.PIPELINE),
        ("docker-compose.prod.yaml", Kind.DEPLOYMENT),
        ("docker/api.Dockerfile", Kind.DEPLOYMENT),
        ("helm/app/values.yaml", Kind.DEPLOYMENT),
        ("mkdocs.yml", None),
        ("app.py", None),
    ],
)
def test_a_path_tells_what_a_file_is_for(path: str, kind: Kind | None) -> None:
    assert kind_of(path) is kind


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        (".env", "A_A=1\n# B_B=2\nexport C_C = 3\nlower=4\n\n", ["A_A", "C_C"]),
        (
            "Dockerfile",
            "FROM x\nENV A_A=1 B_B=2 \\\n    C_C=3\nARG D_D\nENV E_E 5\n",
            ["A_A", "B_B", "C_C", "D_D", "E_E"],
        ),
        (
            "compose.yml",
            "x:\n  A_A: 1\n  - B_B=2\n  - C_C\n  - name: D_D\n  E_E : ${F_F}\n",
            ["A_A", "B_B", "C_C", "D_D", "E_E"],
        ),
        ("compose.yml", "url: http://x?TOKEN=1\nkey: $NAME=\n", []),
        ("notes.txt", "A_A=1\n", []),
    ],
)
def test_lines_of_deployment_are_read_as_data(path: str, text: str, names: list[str]) -> None:
    assert [each.name for each in declared_in(path, text.encode())] == names
