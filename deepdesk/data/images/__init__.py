"""Images: folders, files and arrays of them, and the one path from a file to the network's input."""
