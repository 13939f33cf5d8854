"""Picture files, without a library: what they are, their size, and the file without what it says about a person."""
