"""The monthly report: what is kept about use, as figures that tell nothing about any one person."""
