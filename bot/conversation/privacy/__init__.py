"""Find and mask personal data in what people write: numbers by their form, names by lists and by context."""

from bot.conversation.privacy.masker import Masked, Masker, build_masker, mask_lines

__all__ = ["Masked", "Masker", "build_masker", "mask_lines"]
