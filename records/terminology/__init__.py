"""Official terminologies: what their entries are, how their files are read, where they are kept, how they are asked."""
