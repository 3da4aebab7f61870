"""What a child carries out: one function a request, run on the child's main thread."""
