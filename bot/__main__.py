"""`python -m bot …`: the tools of editors and operators."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
