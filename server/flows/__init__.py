"""What people and workers do: one function per use case, inside the caller's transaction. No HTTP and no torch here."""
