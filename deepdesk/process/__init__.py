"""The border between processes: the child's main, messages, supervision. No Qt."""
