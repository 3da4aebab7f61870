"""What every room may use: errors, places on disk, logging, atomic files and the catalogue of sentences."""
