from __future__ import annotations

import re

from accounts import ACCOUNT, CLEAN, EMPTY, HOSTILE, WRITTEN
from remend.report.account import text


def test_a_dry_run_tells_what_failed_the_commits_what_blocks_and_how_far_each_package_came() -> None:
    assert text.render(ACCOUNT) == (
        """\
failed  shop/broken.py
    3: unparsable: invalid syntax

1 commit would be made, from 012345678
    refactor(shop): read env through get_env  (1 site in 1 file, one template, about 15 s to review)

what blocks the rest  (alone: the files that nothing else holds back)
  files   alone  cause
      2       2  env-access: unsafe: a missing key raises …, get() returns …
                 as in shop/billing.py:7
      1       1  env-access: withheld: … is used in line …
                 as in stock/count.py:7
      1       1  unparsable: invalid syntax
                 as in shop/broken.py:3

package    files   migrated     partly    blocked    waiting     failed  unchanged  done
shop           5          1          1          1                     1          1  ████████░░░░░░░░░░░░  40 %
stock          2                                1          1                        ░░░░░░░░░░░░░░░░░░░░   0 %
all            7          1          1          2          1          1          1  █████░░░░░░░░░░░░░░░  28 %

7 files: 1 migrated, 1 partly, 2 blocked, 1 waiting, 1 failed, 1 unchanged
2 places mended in 1 commit, in 83 s
--unsafe would mend 2 more; read the reasons above first
-v lists each file with what is left in it, and where
1 file waits for another run: merge this one, then run it again
nothing was written; `remend fix --dry-run` shows the differences, without --dry-run a branch is made
"""
    )


def test_a_branch_is_named_with_how_to_look_at_it() -> None:
    told = text.render(WRITTEN)
    assert "\n1 commit on remend/env-access, from 012345678\n" in told
    assert "2 places mended in 1 commit, in 2 h 5 min\n" in told
    assert told.endswith("look at it with git log -p HEAD..remend/env-access; remend undo takes it back\n")


def test_where_nothing_is_found_it_says_so() -> None:
    assert text.render(CLEAN).endswith("7 files: 7 unchanged\nnothing mended, in 0 s\n")
    assert text.render(EMPTY) == "no files\nnothing mended, in 0 s\n"


def test_quiet_gives_the_sum_and_verbose_every_file_in_which_something_is_left() -> None:
    assert text.render(ACCOUNT, quiet=True).count("\n") == 2
    told = text.render(ACCOUNT, verbose=True)
    assert "partly  shop/settings.py, 1 place mended\n    7: env-access: unsafe: a missing key" in told
    assert "blocked  stock/count.py\n    7: env-access: withheld: shop.cart.total is used in line 7\n" in told


def test_colour_changes_no_word() -> None:
    assert re.sub(r"\x1b\[[\d;]*m", "", text.render(ACCOUNT, color=True)) == text.render(ACCOUNT)


def test_what_the_code_holds_cannot_reach_the_terminal() -> None:
    assert "\x1b" not in text.render(HOSTILE, verbose=True)
    assert "\u202e" not in text.render(HOSTILE, verbose=True)
