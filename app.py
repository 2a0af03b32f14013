"""Start Undring: read the settings, build the service, serve it."""

import sys

from bot.errors import UndringError
from bot.service import serve
from bot.settings import read_settings


def main() -> None:
    """Serve until told to stop; a fault ends with what to do on the last line."""
    try:
        serve(read_settings())
    except UndringError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
