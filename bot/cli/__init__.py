"""The commands: one file each, thin, with the contracts of docs/commands.md."""
