from __future__ import annotations

from accounts import ACCOUNT, CLEAN, EMPTY, HOSTILE, WRITTEN
from remend.report.account import markdown


def test_it_tells_the_whole_and_each_part() -> None:
    assert markdown.render(ACCOUNT) == (
        """\
# 2 of 7 files done, 28 %

2 places mended in 1 commit, in 83 s. Nothing was written: it was a dry run. 1 file waits for another run.

## By package

| package | files | migrated | partly | blocked | waiting | failed | unchanged | done |
|---|--:|--:|--:|--:|--:|--:|--:|--:|
| `shop` | 5 | 1 | 1 | 1 |  | 1 | 1 | 40 % |
| `stock` | 2 |  |  | 1 | 1 |  |  | 0 % |
| all | 7 | 1 | 1 | 2 | 1 | 1 | 1 | 28 % |

## What blocks the rest

| files | alone | rule | cause | for example |
|--:|--:|---|---|---|
| 2 | 2 | `env-access` | unsafe: a missing key raises …, get() returns … | `shop/billing.py:7` |
| 1 | 1 | `env-access` | withheld: … is used in line … | `stock/count.py:7` |
| 1 | 1 | `unparsable` | invalid syntax | `shop/broken.py:3` |

*alone* counts the files that nothing else holds back.

## Failed

- `shop/broken.py` line 3: invalid syntax

## Commits

1 commit would be made, from 012345678.

1. `refactor(shop): read env through get_env` 1 site in 1 file, one template, about 15 s to review

## Notes

- going on with 12 results of the run before
"""
    )


def test_what_there_is_nothing_to_say_of_is_left_out() -> None:
    assert markdown.render(EMPTY) == "# No files\n\nNothing mended, in 0 s.\n"
    assert "## What blocks" not in markdown.render(CLEAN)
    assert "The commits are on the branch `remend/env-access`." in markdown.render(WRITTEN)


def test_hostile_text_is_text() -> None:
    told = markdown.render(HOSTILE)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "- \\<script\\>" in told
