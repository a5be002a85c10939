"""All tables, sessions and blobs: the only room that knows how things are kept."""
