from __future__ import annotations

import pickle
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from remend.config import DEFAULT_EXCLUDE, Config, load_config
from remend.config.patterns import compile_patterns
from remend.errors import ConfigError
from remend.registry import all_rules
from remend.review import range_rule
from remend.review.range_rule import RangeRule
from remend.rule import Options, Rule


class ContractOptions(Options, frozen=True):
    declarations: tuple[str, ...] = ()


class OldContract(RangeRule):
    id = "old-contract"
    options_type = ContractOptions


class Methods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    get: str = "get"
    get_all: str = "get_all"
    delete: str | bool = "delete"


class EnvOptions(Options, frozen=True):
    accessor: str | None = None
    methods: Methods = Methods()
    limits: dict[str, int] = msgspec.field(default_factory=dict)
    renamed: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)


class EnvAccess(Rule):
    id = "env-access"
    options_type = EnvOptions


class NeedyOptions(Options, frozen=True):
    source: str


class MutableDefault(Rule):
    id = "mutable-default"


class NeedyRule(Rule):
    id = "needy-rule"
    options_type = NeedyOptions


RULES = {rule.id: rule for rule in (EnvAccess, MutableDefault)}


def load(
    folder: Path,
    *overrides: str,
    default_root: Path | None = None,
    select: list[str] | None = None,
    ignore: list[str] | None = None,
) -> Config:
    return load_config(
        folder, default_root=default_root, overrides=overrides, select=select, ignore=ignore, rules=RULES
    )


def write_config(folder: Path, text: str, name: str = "pyproject.toml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, *overrides: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load(folder, *overrides)
    return str(caught.value)


class TestRangeRules:
    @pytest.fixture(autouse=True)
    def known(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(range_rule, "all_range_rules", lambda: (OldContract,))

    def test_a_range_rule_has_its_own_table(self, tmp_path: Path) -> None:
        write_config(tmp_path, '[tool.remend.old-contract]\ndeclarations = ["deploy/*.py"]\n')

        assert load(tmp_path).rules["old-contract"] == ContractOptions(declarations=("deploy/*.py",))

    def test_a_wrong_key_of_it_is_named(self, tmp_path: Path) -> None:
        file = write_config(tmp_path, "[tool.remend.old-contract]\ndeclaration = []\n")

        assert complaint(tmp_path) == (
            f"{file}: tool.remend.old-contract.declaration: unknown key; did you mean `declarations`?"
        )

    def test_a_misspelt_table_is_named(self, tmp_path: Path) -> None:
        file = write_config(tmp_path, "[tool.remend.old-contrac]\n")

        assert complaint(tmp_path) == f"{file}: tool.remend.old-contrac: unknown key; did you mean `old-contract`?"

    def test_without_a_table_of_any_no_range_rule_is_asked_for(self, tmp_path: Path) -> None:
        assert "old-contract" not in load(tmp_path).rules


class TestFinding:
    def test_without_any_file_the_defaults_hold(self, tmp_path: Path) -> None:
        config = load(tmp_path)

        assert config == Config(root=tmp_path, include=("*.py", "*.pyw"))

    def test_the_callers_root_is_the_default_one(self, tmp_path: Path) -> None:
        (tmp_path / "a").mkdir()

        assert load(tmp_path / "a", default_root=tmp_path).root == tmp_path

    def test_a_file_starts_from_its_folder(self, tmp_path: Path) -> None:
        (tmp_path / "a.py").touch()

        assert load(tmp_path / "a.py").root == tmp_path

    def test_the_nearest_file_with_the_table_counts(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nselect = ['env-access']\n")
        write_config(tmp_path / "a", "[tool.remend]\nselect = ['mutable-default']\n")
        write_config(tmp_path / "a" / "b", "[tool.other]\nname = 'remend'\n")
        write_config(tmp_path / "a" / "b" / "c", "this is no TOML, and none of our business")

        config = load(tmp_path / "a" / "b" / "c", default_root=tmp_path)

        assert (config.root, config.select) == (tmp_path / "a", ("mutable-default",))

    def test_all_installed_rules_are_known_by_default(self, tmp_path: Path) -> None:
        assert list(load_config(tmp_path).known) == list(all_rules())

    def test_a_byte_order_mark_is_no_part_of_the_file(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_bytes(b"\xef\xbb\xbf[tool.remend]\nshared = ['lib']\n")

        assert load(tmp_path).shared == ("lib",)


class TestReading:
    def test_every_key_is_read(self, tmp_path: Path) -> None:
        write_config(
            tmp_path,
            """
            [tool.remend]
            select = ["env-access", "mutable-default"]
            ignore = ["mutable-default"]
            include = ["*.py"]
            exclude = ["legacy/"]
            default-excludes = false
            services = ["services/*"]
            shared = ["shared"]
            source-roots = ["src"]

            [tool.remend.per-file-ignores]
            "tests/*" = ["env-access"]

            [tool.remend.env-access]
            accessor = "shared.env:get_env"
            methods = { get = "read", delete = false }
            limits = { a = 1 }
            """,
        )

        assert load(tmp_path) == Config(
            root=tmp_path,
            select=("env-access", "mutable-default"),
            ignore=("mutable-default",),
            include=("*.py",),
            exclude=("legacy/",),
            default_excludes=False,
            services=("services/*",),
            shared=("shared",),
            source_roots=("src",),
            per_file_ignores={"tests/*": ("env-access",)},
            rules={
                "env-access": EnvOptions(
                    accessor="shared.env:get_env", methods=Methods(get="read", delete=False), limits={"a": 1}
                ),
            },
        )

    def test_a_list_of_one_may_be_a_string_and_rules_may_stand_between_commas(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nselect = 'env-access, mutable-default,env-access'\nexclude = 'a,b/'\n")

        config = load(tmp_path)

        assert (config.select, config.exclude) == (("env-access", "mutable-default"), ("a,b/",))

    def test_selecting_nothing_is_not_selecting_everything(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nselect = []\n")

        assert load(tmp_path).select == ()

    def test_a_configuration_crosses_a_process_border(self, tmp_path: Path) -> None:
        config = load(tmp_path, "env-access.accessor=a.b:c")

        assert pickle.loads(pickle.dumps(config)) == config  # noqa: S301


class TestCommandLine:
    def test_select_and_ignore_replace_those_of_the_file(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nselect = ['env-access']\nignore = ['env-access']\n")

        config = load(tmp_path, select=["mutable-default,env-access"], ignore=["mutable-default"])

        assert (config.select, config.ignore) == (("mutable-default", "env-access"), ("mutable-default",))

    def test_an_empty_select_is_one_that_was_not_given(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nselect = ['env-access']\nignore = ['mutable-default']\n")

        config = load(tmp_path, select=[], ignore=[])

        assert (config.select, config.ignore) == (("env-access",), ("mutable-default",))

    def test_an_unknown_rule_is_named_with_the_option(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"^--select: there is no rule `env-acess`; did you mean `env-access`\?$"):
            load(tmp_path, select=["env-acess"])
        with pytest.raises(ConfigError, match=r"^--ignore: there is no rule `env-acess`; did you mean `env-access`\?$"):
            load(tmp_path, ignore=["mutable-default,env-acess"])

    def test_a_key_goes_over_that_of_the_file_and_leaves_its_neighbours(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend.env-access]\naccessor = 'a:b'\nmethods = { get = 'read' }\n")

        config = load(tmp_path, "env-access.methods.get-all = 'all'", "env-access.accessor=c.d:e")

        assert config.rules["env-access"] == EnvOptions(accessor="c.d:e", methods=Methods(get="read", get_all="all"))
        assert config.root == tmp_path

    def test_a_value_is_toml_and_else_a_plain_string(self, tmp_path: Path) -> None:
        config = load(
            tmp_path,
            "default-excludes=false",
            "select=env-access",
            'per-file-ignores."tests/*"=["env-access"]',
            'per-file-ignores."a=b"="mutable-default"',
            'exclude=C:\\"quoted"',
        )

        assert config.default_excludes is False
        assert config.select == ("env-access",)
        assert config.per_file_ignores == {"tests/*": ("env-access",), "a=b": ("mutable-default",)}
        assert config.exclude == ('C:\\"quoted"',)

    @given(value=st.text(st.characters(exclude_categories=["Cs", "Cc"])))
    @example("longer than the name of a file may be " * 10)
    def test_any_text_is_a_value(self, value: str) -> None:
        accessor = load(Path("/nowhere"), f"env-access.accessor='''\n{value.replace(chr(39), '')}'''")
        plain = load(Path("/nowhere"), f"env-access.accessor=?{value}")

        assert accessor.rules["env-access"] == EnvOptions(accessor=value.replace("'", ""))
        assert plain.rules["env-access"] == EnvOptions(accessor=f"?{value}")

    def test_a_file_replaces_the_one_found_and_moves_no_root(self, tmp_path: Path) -> None:
        write_config(tmp_path, "[tool.remend]\nshared = ['found']\nexclude = ['found']\n")
        flat = write_config(tmp_path / "elsewhere", "shared = ['flat']\n", "remend.toml")
        nested = write_config(tmp_path / "elsewhere", "[tool.remend]\nshared = ['nested']\n", "other.toml")

        config = load(tmp_path, str(flat), "services=a", default_root=tmp_path)

        assert (config.root, config.shared, config.exclude, config.services) == (tmp_path, ("flat",), (), ("a",))
        assert load(tmp_path, str(flat), str(nested)).shared == ("nested",)

    def test_a_file_may_have_an_equals_sign_in_its_name(self, tmp_path: Path) -> None:
        assert load(tmp_path, str(write_config(tmp_path, "shared = 'lib'", "a=b.toml"))).shared == ("lib",)


class TestComplaints:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("[tool.remend]\nslect = []", "tool.remend.slect: unknown key; did you mean `select`?"),
            ("[tool.remend.env-acess]", "tool.remend.env-acess: unknown key; did you mean `env-access`?"),
            (
                "[tool.remend.env-access.methods]\ngte = 'x'",
                "tool.remend.env-access.methods.gte: unknown key; did you mean `get`?",
            ),
            (
                "[tool.remend.env-access.methods]\nqqq = 'x'",
                "tool.remend.env-access.methods.qqq: unknown key; known: `delete`, `get`, `get-all`",
            ),
            ("[tool.remend.mutable-default]\nx = 1", "tool.remend.mutable-default.x: unknown key"),
            ("[tool.remend]\nselect = 3", "tool.remend.select: expected `string | array`, got `integer`"),
            ("[tool.remend]\ninclude = [1]", "tool.remend.include: expected `string`, got `integer`"),
            (
                "[tool.remend]\ndefault-excludes = 'no'",
                "tool.remend.default-excludes: expected `boolean`, got `string`",
            ),
            ("[tool.remend]\nenv-access = 1", "tool.remend.env-access: expected `table`, got `integer`"),
            (
                "[tool.remend.env-access.methods]\nget = 1",
                "tool.remend.env-access.methods.get: expected `string`, got `integer`",
            ),
            (
                "[tool.remend.env-access.limits]\na = 1\n'b.c' = 'x'",
                'tool.remend.env-access.limits."b.c": expected `integer`, got `string`',
            ),
            (
                "[tool.remend.env-access.renamed]\na.x = 1\nb.x = 1\nb.'\"' = true",
                'tool.remend.env-access.renamed.b."\\"": expected `integer`, got `boolean`',
            ),
            (
                "[tool.remend.per-file-ignores]\n'a/*' = []\n'b/*' = 1",
                'tool.remend.per-file-ignores."b/*": expected `string | array`, got `integer`',
            ),
            (
                "[tool.remend.per-file-ignores]\n'a/*' = ['env-acces']",
                'tool.remend.per-file-ignores."a/*": there is no rule `env-acces`; did you mean `env-access`?',
            ),
            (
                "[tool.remend]\nselect = ['nonsense']",
                "tool.remend.select: there is no rule `nonsense`; known: `env-access`, `mutable-default`",
            ),
            ("[tool.remend]\nignore = ['env_access']", "there is no rule `env_access`; did you mean `env-access`?"),
            ("[tool.remend]\nexclude = ['!']", "tool.remend.exclude: `!` is not a pattern as .gitignore has them"),
            ("[tool]\nremend = 3", "tool.remend: this is a table, written as [tool.remend]"),
            (
                "[tool.remend]\na = 1\na = 2\n",
                "invalid TOML: Cannot overwrite a value (at line 3, column 6); mend the file",
            ),
        ],
    )
    def test_the_file_the_key_and_the_right_name_are_told(self, tmp_path: Path, text: str, expected: str) -> None:
        file = write_config(tmp_path, text)

        message = complaint(tmp_path)

        assert message.startswith(f"{file}: ")
        assert message.endswith(expected)

    @pytest.mark.parametrize(
        ("override", "expected"),
        [
            ("slect=1", "--config: tool.remend.slect: unknown key; did you mean `select`?"),
            (
                "env-access.methods.gte=1",
                "--config: tool.remend.env-access.methods.gte: unknown key; did you mean `get`?",
            ),
            ("select=1", "--config: tool.remend.select: expected `string | array`, got `integer`"),
            ("select.x=1", "--config: tool.remend.select: expected `string | array`, got `table`"),
            ("env-access=1", "--config: tool.remend.env-access: expected `table`, got `integer`"),
            ("select=x", "--config: tool.remend.select: there is no rule `x`; known: `env-access`, `mutable-default`"),
            ("a b=1", "--config: `a b=1` is neither a file nor KEY=VALUE with a dotted key, such as select=RULE"),
            ("=", "--config: `=` is neither a file nor KEY=VALUE with a dotted key, such as select=RULE"),
        ],
    )
    def test_what_the_command_line_says_is_blamed_on_it(self, tmp_path: Path, override: str, expected: str) -> None:
        write_config(tmp_path, "[tool.remend]\nshared = []\n")

        assert complaint(tmp_path, override) == expected

    def test_a_wrong_key_of_the_file_is_not_blamed_on_the_command_line(self, tmp_path: Path) -> None:
        file = write_config(tmp_path, "[tool.remend.env-access.methods]\nget = 1\n")

        assert complaint(tmp_path, "env-access.accessor=a:b").startswith(f"{file}: tool.remend.env-access.methods.get:")

    def test_a_flat_file_has_no_section(self, tmp_path: Path) -> None:
        file = write_config(tmp_path, "slect = []\n", "remend.toml")

        assert complaint(tmp_path, str(file)) == f"{file}: slect: unknown key; did you mean `select`?"

    def test_a_required_key_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"^pyproject.toml: tool.remend.needy-rule.source: this key is required$"):
            load_config(tmp_path, rules={"needy-rule": NeedyRule}).made(NeedyRule)

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        message = complaint(tmp_path, str(tmp_path / "none.toml"))

        assert message == f"{tmp_path / 'none.toml'}: this configuration cannot be read: No such file or directory"

    def test_a_file_that_is_no_utf_8_is_named_with_the_line(self, tmp_path: Path) -> None:
        (tmp_path / "pyproject.toml").write_bytes(b"[tool.remend]\nshared = ['caf\xe9']\n")

        assert "line 2 is not UTF-8" in complaint(tmp_path)


class TestPaths:
    @pytest.mark.parametrize(
        ("path", "kept"),
        [
            ("a.py", True),
            ("a/b.pyw", True),
            ("a/b.txt", False),
            ("README", False),
            (".venv/lib/a.py", False),
            ("a/node_modules/b.py", False),
            ("a/vendor/b.py", False),
            ("a/vendors/b.py", True),
            ("a/b_pb2.py", False),
            ("legacy/a.py", False),
            ("src/legacy.py", True),
        ],
    )
    def test_vendored_generated_and_excluded_files_are_left_out(self, tmp_path: Path, path: str, kept: bool) -> None:  # noqa: FBT001
        assert Config(root=tmp_path, exclude=("legacy/",)).keeps(path) is kept

    def test_the_built_in_list_can_be_turned_off_or_taken_back_in_part(self, tmp_path: Path) -> None:
        off = Config(root=tmp_path, default_excludes=False, exclude=("venv/",))
        part = Config(root=tmp_path, exclude=("!vendor/",))

        assert [off.keeps("vendor/a.py"), off.keeps("venv/a.py")] == [True, False]
        assert [part.keeps("vendor/a.py"), part.keeps("venv/a.py")] == [True, False]

    def test_each_pattern_adds_its_rules(self, tmp_path: Path) -> None:
        config = Config(root=tmp_path, per_file_ignores={"tests/": ("env-access",), "*_test.py": ("mutable-default",)})

        assert config.ignored_rules("tests/a_test.py") == {"env-access", "mutable-default"}
        assert config.ignored_rules("a/b_test.py") == {"mutable-default"}
        assert config.ignored_rules("a/b.py") == frozenset()

    @pytest.mark.parametrize(
        ("services", "path", "service"),
        [
            ((), "setup.py", ""),
            ((), "backend/app/a.py", "backend"),
            (("services/*",), "services/auth/app/a.py", "services/auth"),
            (("services/*",), "services/a.py", ""),
            (("services/*",), "tools/a.py", ""),
            (("backend", "backend/auth"), "backend/auth/a.py", "backend/auth"),
            (("backend", "backend/auth"), "backend/web/a.py", "backend"),
            (("/auth/",), "old/auth/a.py", ""),
        ],
    )
    def test_a_service_is_the_innermost_folder_marked_as_one(
        self, tmp_path: Path, services: tuple[str, ...], path: str, service: str
    ) -> None:
        assert Config(root=tmp_path, services=services).service_of(path) == service

    def test_patterns_are_compiled_once_for_all_paths(self, tmp_path: Path) -> None:
        config = Config(root=tmp_path, exclude=("odd/",), per_file_ignores={"even/": ("env-access",)})
        before = compile_patterns.cache_info().misses

        kept = [config.keeps(path) and not config.ignored_rules(path) for path in map("odd/{}.py".format, range(500))]

        assert not any(kept)
        assert compile_patterns.cache_info().misses - before <= 3

    def test_the_built_in_patterns_are_all_valid_and_named_once(self) -> None:
        assert len(set(DEFAULT_EXCLUDE)) == len(DEFAULT_EXCLUDE)
