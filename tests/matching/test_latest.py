"""What was read a moment ago is not read again, and no words of it are kept."""

from __future__ import annotations

from bot.matching.latest import MOST, Latest


def test_a_text_is_read_once_while_few_others_come_between() -> None:
    latest: Latest[str] = Latest()
    read: list[str] = []

    def reading(text: str) -> str:
        read.append(text)
        return text.upper()

    texts = ["gutten er redd", "\udc80", *(str(number) for number in range(MOST - 2))]
    for text in (*texts, *texts, "en til", *texts[1:], texts[0]):
        assert latest.of(text, lambda text=text: reading(text)) == text.upper()  # type: ignore[misc]
    assert read == [*texts, "en til", texts[0]]
    assert all(isinstance(key, bytes) for key in latest._held)
