"""`python -m descentlab` is `descentlab`."""

from descentlab.cli import main

raise SystemExit(main())
