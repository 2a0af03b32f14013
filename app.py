"""Start Undring: read the settings, build the service, serve it."""

import gc
import sys

from bot.errors import UndringError
from bot.matching.model import load_model_beside
from bot.settings import read_settings


def main() -> None:
    """Serve until told to stop; a fault ends with what to do on the last line."""
    gc.disable()  # Next to nothing that is made while starting becomes garbage; the service turns it on when it is ready.
    try:
        settings = read_settings()
        _kept = load_model_beside(settings.CACHE)
        from bot.service import serve

        serve(settings)
    except UndringError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
