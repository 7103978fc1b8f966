"""Tables among the lines of a page: ruled ones by their rules, others by how their columns stand."""
