"""The peers we measure ourselves against, on the same questions in the same run: each ranks entries by title and aliases,
or by all that our matcher learns from."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bot.errors import UndringError
from bot.matching.bank import Bank
from bot.wording import say

Rank = Callable[[str], list[str]]
RANKED = 5


def peer(name: str, bank: Bank) -> Rank:
    """Return the peer called `name`; raises UndringError with the names there are, or when its package is missing."""
    if name not in PEERS:
        raise UndringError(say("peer_unknown", name=name, names=", ".join(PEERS)))
    try:
        return PEERS[name](bank)
    except ImportError as error:
        raise UndringError(say("peer_missing", name=name, package=error.name or "?")) from error


def _names(bank: Bank) -> list[tuple[int, str]]:
    return [(phrase.entry, phrase.text) for phrase in bank.phrases if phrase.source != "example"]


def _texts(bank: Bank) -> list[str]:
    texts: list[list[str]] = [[] for _ in bank.ids]
    for phrase in bank.phrases:
        texts[phrase.entry].append(phrase.text)
    return ["\n".join(held) for held in texts]


def _best(bank: Bank, scored: Sequence[tuple[int, float]]) -> list[str]:
    best: dict[int, float] = {}
    for entry, score in scored:
        best[entry] = max(best.get(entry, -1e9), score)
    return [bank.ids[entry] for entry in sorted(best, key=lambda entry: -best[entry])[:RANKED]]


def _rapidfuzz(scorer_name: str) -> Callable[[Bank], Rank]:
    def build(bank: Bank) -> Rank:
        from rapidfuzz import fuzz, process, utils

        names = _names(bank)
        texts = [text for _, text in names]
        scorer: Any = getattr(fuzz, scorer_name)

        def rank(question: str) -> list[str]:
            found = process.extract(question, texts, scorer=scorer, processor=utils.default_process, limit=40)
            return _best(bank, [(names[at][0], score) for _, score, at in found])

        return rank

    return build


def _bm25s(bank: Bank) -> Rank:
    import bm25s
    import snowballstemmer

    stemmer = snowballstemmer.stemmer("norwegian")
    texts = _texts(bank)
    index = bm25s.BM25()
    index.index(bm25s.tokenize(texts, stemmer=stemmer.stemWords, show_progress=False), show_progress=False)

    def rank(question: str) -> list[str]:
        asked = bm25s.tokenize([question], stemmer=stemmer.stemWords, show_progress=False)
        found, _ = index.retrieve(asked, k=min(RANKED, len(texts)), show_progress=False)
        return [bank.ids[int(at)] for at in found[0]]

    return rank


def _tantivy(bank: Bank) -> Rank:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("entry", stored=True)
    builder.add_text_field("text", tokenizer_name="no_stem")
    index = tantivy.Index(builder.build(), path=tempfile.mkdtemp())
    writer = index.writer()
    for at, text in enumerate(_texts(bank)):
        writer.add_document(tantivy.Document(entry=at, text=text))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> list[str]:
        plain = "".join(sign if sign.isalnum() else " " for sign in question)
        query, _ = index.parse_query_lenient(plain, ["text"])
        return [bank.ids[searcher.doc(address)["entry"][0]] for _, address in searcher.search(query, RANKED).hits]

    return rank


def _fts5(bank: Bank) -> Rank:
    base = sqlite3.connect(":memory:", check_same_thread=False)
    base.execute("CREATE VIRTUAL TABLE entry USING fts5(text, tokenize='trigram')")
    base.executemany("INSERT INTO entry(rowid, text) VALUES (?, ?)", list(enumerate(_texts(bank))))

    def rank(question: str) -> list[str]:
        words = "".join(sign if sign.isalnum() else " " for sign in question.lower()).split()
        trigrams = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
        if not trigrams:
            return []
        asked = " OR ".join(f'"{gram}"' for gram in sorted(trigrams))
        found = base.execute("SELECT rowid FROM entry WHERE entry MATCH ? ORDER BY rank LIMIT ?", (asked, RANKED))
        return [bank.ids[row[0]] for row in found]

    return rank


def _tfidf(bank: Bank) -> Rank:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    rows = vectorizer.fit_transform(_texts(bank))

    def rank(question: str) -> list[str]:
        scores = np.asarray((rows @ vectorizer.transform([question]).T).todense()).ravel()
        return [bank.ids[at] for at in np.argsort(-scores)[:RANKED]]

    return rank


PEERS: dict[str, Callable[[Bank], Rank]] = {
    "wratio": _rapidfuzz("WRatio"),
    "token_set_ratio": _rapidfuzz("token_set_ratio"),
    "bm25s": _bm25s,
    "tantivy": _tantivy,
    "fts5": _fts5,
    "tfidf": _tfidf,
}
