"""What a command prints, and the line with which it refuses."""

import pytest

from descentlab.cli import main


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line on stderr with which the arguments were refused."""
    with pytest.raises(SystemExit) as exit_:
        main(arguments)
    assert exit_.value.code == 2
    output = capsys.readouterr()
    assert output.out == ""
    return output.err


def printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command that succeeds prints."""
    assert main(arguments) == 0
    output = capsys.readouterr()
    assert output.err == ""
    return output.out


WORDS = "surface=bowl optimizer=momentum steps=40 x=lr,0.01,1.5,20 y=optimizer.momentum,0,0.9,12".split()
"""A map, as a command asks for it."""
