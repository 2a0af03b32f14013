"""Run the sentence model on CTranslate2 in eight bits: one pass of a question in a few milliseconds on one core."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np

from bot.matching.model import LONGEST_TEXT, Floats
from bot.matching.pieces import PieceCutter
from bot.matching.weights import SHA256, Weights

_BATCH = 64
_LONGEST = 256
"""Pieces of one text that are read."""
_SPECIAL = 4
"""The pieces before the first that is a part of a word."""
_FORM = "2"
"""Changes when the converted form does."""
_WIDE = frozenset({"avx512f", "avx512cd", "avx512vl", "avx512bw", "avx512dq"})
"""What a processor must say it has for CTranslate2's AVX-512."""


class SentenceEngine:
    """multilingual-e5-small: mean of the last layer, unit length, with the prefix it was trained to see before questions."""

    name = "e5-small-ct2-1"

    def __init__(self, cache: Path) -> None:
        if _has_wide_registers():
            # CTranslate2 takes the narrower ones unless told, a sixth slower; an operator's own word stands.
            os.environ.setdefault("CT2_FORCE_CPU_ISA", "AVX512")
        import ctranslate2

        weights = Weights()
        self._cutter = PieceCutter(weights.vocabulary, _LONGEST)
        home = cache / f"{self.name}-{SHA256[:12]}-{_FORM}"
        if not (home / "model.bin").exists():
            home = _converted(weights, home)
        with suppress(OSError):
            os.utime(home)  # It is in use: whoever cleans the cache leaves it.
        self._encoder = ctranslate2.Encoder(str(home), compute_type="int8", inter_threads=1, intra_threads=1)

    def vectors(self, texts: Sequence[str]) -> Floats:
        """Return one 384-wide row of unit length per text."""
        cut = [self._cutter.cut("query: " + (text[:LONGEST_TEXT] or " ")) for text in texts]
        rows = np.zeros((len(cut), 384), dtype=np.float32)
        order = sorted(range(len(cut)), key=lambda at: len(cut[at]))
        for start in range(0, len(order), _BATCH):
            batch = order[start : start + _BATCH]
            layers = np.array(self._encoder.forward_batch([cut[at] for at in batch]).last_hidden_state, dtype=np.float32)
            for at, layer in zip(batch, layers, strict=True):
                rows[at] = layer[: len(cut[at])].mean(axis=0)
        return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _has_wide_registers(about: Path = Path("/proc/cpuinfo")) -> bool:
    """Tell whether every processor has AVX-512; False where that cannot be read."""
    try:
        lines = about.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = [set(line.partition(":")[2].split()) for line in lines if line.startswith("flags")]
    return bool(flags) and all(found >= _WIDE for found in flags)


def _converted(weights: Weights, home: Path) -> Path:
    """Write the model in CTranslate2's form to `home`, whole or not at all; on a read-only disk, somewhere temporary."""
    fresh = Path(tempfile.mkdtemp(prefix="undring-"))
    spec = _specification(weights)
    spec.optimize(quantization="int8")
    spec.save(str(fresh))
    # It is given numbers, never words: a vocabulary of 250 000 would only cost time and memory at each start.
    (fresh / "vocabulary.json").write_text(json.dumps(_vocabulary(weights)[:_SPECIAL]), encoding="utf-8")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(fresh, home)
    except OSError:
        return home if (home / "model.bin").exists() else fresh
    return home


def _specification(weights: Weights) -> Any:
    from ctranslate2.specs import common_spec, transformer_spec

    shape = weights.shape
    encoder = transformer_spec.TransformerEncoderSpec(
        shape.layers, shape.heads, pre_norm=False, activation=common_spec.Activation.GELU, layernorm_embedding=True
    )
    spec = transformer_spec.TransformerEncoderModelSpec(encoder)
    (encoder.embeddings[0] if isinstance(encoder.embeddings, list) else encoder.embeddings).weight = weights.matrix(
        "emb.word", shape.hidden
    )
    encoder.scale_embeddings = False
    kind = weights.plain("emb.type")[: shape.hidden]
    encoder.position_encodings.encodings = weights.plain("emb.pos").reshape(-1, shape.hidden) + kind
    _norm(encoder.layernorm_embedding, weights, "emb.ln")
    for number, layer in enumerate(encoder.layer):
        _fill(layer, weights, f"l{number}")
    spec.register_vocabulary(_vocabulary(weights))
    pieces = weights.vocabulary.pieces
    spec.config.layer_norm_epsilon = weights.epsilon
    spec.config.unk_token = pieces[weights.vocabulary.unknown]
    spec.config.bos_token = pieces[weights.vocabulary.begin]
    spec.config.eos_token = pieces[weights.vocabulary.end]
    spec.validate()
    return spec


def _vocabulary(weights: Weights) -> list[str]:
    pieces = list(weights.vocabulary.pieces)
    return [*pieces, *(f"<{number}>" for number in range(len(pieces), weights.shape.vocabulary))][: weights.shape.vocabulary]


def _fill(layer: Any, weights: Weights, name: str) -> None:
    hidden, inner = weights.shape.hidden, weights.shape.inner
    attention = layer.self_attention
    attention.linear[0].weight = np.concatenate([weights.matrix(f"{name}.{part}.w", hidden) for part in "qkv"])
    attention.linear[0].bias = np.concatenate([weights.plain(f"{name}.{part}.b") for part in "qkv"])
    _linear(attention.linear[1], weights, f"{name}.ao", hidden)
    _norm(attention.layer_norm, weights, f"{name}.aln")
    _linear(layer.ffn.linear_0, weights, f"{name}.fi", hidden)
    _linear(layer.ffn.linear_1, weights, f"{name}.fo", inner)
    _norm(layer.ffn.layer_norm, weights, f"{name}.oln")


def _linear(into: Any, weights: Weights, name: str, columns: int) -> None:
    into.weight, into.bias = weights.matrix(f"{name}.w", columns), weights.plain(f"{name}.b")


def _norm(into: Any, weights: Weights, name: str) -> None:
    into.gamma, into.beta = weights.plain(f"{name}.w"), weights.plain(f"{name}.b")
