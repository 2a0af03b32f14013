"""The editors' desk: read, edit and try the guide, see faults as they are written, and save without losing anything."""
