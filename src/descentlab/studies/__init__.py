"""Many runs at once: families, mean paths, sweeps, range tests, basins."""
