"""The engines that turn descriptions into networks; reached by name in child processes only."""
