"""The process behind `descentlab serve`: sockets, connections and their limits, workers, the log."""
