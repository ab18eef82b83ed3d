"""What every floor may use: arrays, errors, parameters, text, paths."""
