"""A language model that proposes fields and quotes the words it read them in; code finds the place and decides."""
