"""A Bowler query: a class that is called otherwise now, wherever it is used."""

from bowler import Query

Query(".").select_class("LegacyClient").rename("Client").idiff()
