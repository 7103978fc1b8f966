"""How the small models of reading were made: one command each, fixed seeds, no part of the service."""
