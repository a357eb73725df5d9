"""The range rule `dropped-setting`: environment variables, settings and secrets as a contract with the system."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from remend.review.ends import Ends, FileChange
from remend.review.model import Change
from remend.review.range_rule import RangeRule
from remend.review.rules.dropped_setting.chains import judge_chains
from remend.review.rules.dropped_setting.comparison import Comparison
from remend.review.rules.dropped_setting.defaults import judge_defaults
from remend.review.rules.dropped_setting.dropped import judge_declarations, judge_reads
from remend.review.rules.dropped_setting.fallbacks import judge_fallbacks
from remend.review.rules.dropped_setting.gained import judge_gained, judge_new_reads
from remend.review.rules.dropped_setting.state import State
from remend.rule import Options
from remend.rules.env_access import EnvAccessOptions

_Judge = Callable[[Comparison, FileChange], Iterator[Change]]
_OF_CODE: tuple[_Judge, ...] = (judge_reads, judge_chains, judge_fallbacks, judge_defaults, judge_new_reads)
_OF_DECLARATIONS: tuple[_Judge, ...] = (judge_declarations, judge_gained)


class DroppedSettingOptions(Options, frozen=True):
    """The table `[tool.remend.dropped-setting]`: patterns of the modules that declare settings."""

    declarations: tuple[str, ...] = ()


class DroppedSetting(RangeRule):
    """A setting that one side of the contract dropped while the other side still needs it.

    Code reads settings by name, through `os.environ`, the project's accessor, functions that hand a name on to either,
    and the fields of pydantic-settings; modules of declarations, `.env` files, compose files, workflows and Dockerfiles
    say what is set. No test of either side sees that the other one has changed.

    What nothing declares any more though code cannot do without it is a regression, and so is a name that was changed
    where the system still sets the old one alone and the code demands the new one. Whatever a default, a test or
    something outside the project may make up for needs verification: also a default that changed, a name that nothing
    reads any more but the system still sets, and a literal that stands in for a secret. Names that are added, and
    fallback chains that still try what they tried, are acceptable.
    """

    id = "dropped-setting"
    summary = "setting that is still needed and was dropped on one side"
    options_type = DroppedSettingOptions
    options: DroppedSettingOptions

    def judge(self, ends: Ends) -> Iterator[Change]:
        """Yield what became of the settings that the changed files read or declare."""
        comparison = self._comparison(ends)
        for judge in _OF_CODE:
            for file in comparison.code:
                yield from judge(comparison, file)
        for judge in _OF_DECLARATIONS:
            for file in comparison.declaring:
                yield from judge(comparison, file)

    def _comparison(self, ends: Ends) -> Comparison:
        table = self.tables.get("env-access")
        accessor = (table.accessor or "") if isinstance(table, EnvAccessOptions) else ""
        named = self.options.declarations
        changed = frozenset(change.old for change in ends.files)
        head = State(ends.head, ends.files_after, ends.module_after, accessor, named)
        base = State(ends.base, ends.files_before, ends.module_before, accessor, named, rest=head, changed=changed)
        return Comparison(ends, base, head)
