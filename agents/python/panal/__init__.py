"""Panal for Python: agents, the model gateway and the analyst. See README.md beside this package."""
