"""What hypothesis makes activities, texts and files of; the same at each run, and few."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from benchmarks.fuzz import whole

SETUP = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.differing_executors]


def few(examples: int) -> settings:
    """Return how often a property is tried."""
    return settings(max_examples=examples, derandomize=True, deadline=None, database=None, suppress_health_check=SETUP)


MARKUP = (
    "[ztrygg](https://evil.example/z)", "![zbilde](https://evil.example/z.png)", "<at>zalle</at>", "<at id='0'>zalle</at>", "<img src=z onerror=alert(1)>",
    "<script>z</script>", "[z][b]\n\n[b]: https://evil.example", "<https://evil.example/z>", "**zfet**", "# zstor", "`z`", "{{DATE(z, SHORT)}}", "${z}", "</script><z>",
)  # fmt: skip
PIECES = (
    "hva er taushetsplikt", "slett mine data", "nei, jeg mente ", "jeg jobber i ", "hva med ", "hvis jeg jobbet i ", "spør fagteamet: ", "hva betyr ", "nummer ",
    "start kurs", "et barn blir slått", "Kari Nordmann", "98765432", "01010112345", "kari@example.no", "Storgata 1", "\x00", "\u202e", "\u200b", "\ud800", "İ", "ﬃ",
    "\u0301", "👩‍👧", "\r\n", "\u2028", "\xa0", ".", "?", "'", '"', "\\", "<", ">", "&nbsp;", "§ 4-2", "a" * 400,
)  # fmt: skip
words = st.lists(st.one_of(st.sampled_from(PIECES), st.sampled_from(MARKUP), st.text(max_size=12)), max_size=6).map("".join)
scalars: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), words, st.sampled_from(("", "id", "mention", "editMessage"))
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("id", "text", "type", "undring", "verb", "data", "action", "name", "x")), inner, max_size=4
        ),
    ),
    max_leaves=8,
)
FIELDS = (
    "type", "id", "channelId", "serviceUrl", "locale", "text", "from", "recipient", "conversation", "channelData", "entities", "deliveryMode", "value", "name",
    "attachments", "replyToId", "timestamp", "membersAdded", "membersRemoved", "action", "textFormat", "localTimezone", "reactionsAdded", "relatesTo",
)  # fmt: skip
KINDS = ("message", "messageUpdate", "messageDelete", "invoke", "conversationUpdate", "installationUpdate", "event", "typing")
NAMES = ("adaptiveCard/action", "composeExtension/query", "message/fetchTask", "message/submitAction", "task/fetch", "")
changes = st.dictionaries(st.sampled_from(FIELDS), values, max_size=4)
VERBS = (*whole.VERBS, "term", "x")
DATA = (*whole.DATA, "trail", "to", "language")
GOOD = (
    "taushetsplikt",
    "skole",
    "true",
    "0",
    "8",
    "start",
    "next",
    "answer",
    "read",
    "show",
    "go",
    "back",
    "summary",
    "nb",
    "en",
)
button_data = st.builds(
    lambda verb, data: {"verb": verb, **data},
    st.one_of(st.sampled_from(VERBS), scalars),
    st.dictionaries(st.sampled_from(DATA), st.one_of(st.sampled_from(GOOD), words, scalars), max_size=6),
)
