"""`descentlab completion`: a script for the shell, which shtab makes of the parsers and the query grammar."""

import argparse

import shtab

from descentlab.cli.atlas import add_atlas
from descentlab.cli.listing import add_list
from descentlab.cli.parser import command_parsers
from descentlab.cli.run import add_run
from descentlab.cli.serve import add_serve
from descentlab.setting.query import TEXTS
from descentlab.setting.setting import NUMBERS, registries

SHELLS = ("bash", "zsh", "fish")
WHERE = """\
put it where your shell looks:
  bash  descentlab completion bash > ~/.local/share/bash-completion/completions/descentlab
  zsh   descentlab completion zsh > "${fpath[1]}/_descentlab"
  fish  descentlab completion fish > ~/.config/fish/completions/descentlab.fish"""
PAIRS_IN_BASH = """\
# bash takes optimizer=ad for three words: what is completed is what follows the sign.
_descentlab_pairs() {
  local key="" word="${1#=}"
  [[ ${COMP_WORDS[COMP_CWORD]} == "=" ]] && key=${COMP_WORDS[COMP_CWORD-1]}
  [[ ${COMP_WORDS[COMP_CWORD-1]} == "=" ]] && key=${COMP_WORDS[COMP_CWORD-2]}
  local pairs="PAIRS" pair
  for pair in $pairs; do
    [[ $key == "" ]] && compgen -W "$pair" -- "$word"
    [[ $key == "${pair%%=*}" ]] && compgen -W "${pair#*=}" -- "$word"
  done
}"""


def add_completion(parser: argparse.ArgumentParser) -> None:
    """The options of `descentlab completion`."""
    parser.add_argument("shell", choices=SHELLS, help="which shell the script is for")
    parser.epilog = WHERE


def print_completion(chosen: argparse.Namespace) -> int:
    """Print the script."""
    parser, parsers = command_parsers()
    add_serve(parsers["serve"])
    add_run(parsers["run"], complete=False)
    add_keys(parsers["run"])
    add_atlas(parsers["atlas"], complete=False)
    add_keys(parsers["atlas"])
    add_list(parsers["list"])
    add_completion(parsers["completion"])
    print(shtab.complete(parser, chosen.shell))
    return 0


def add_keys(parser: argparse.ArgumentParser) -> None:
    """The keys of the grammar as options, and ids as words, for shtab: they are read by `run`, not by argparse."""
    nouns = registries()
    for noun, registry in nouns.items():
        parser.add_argument(f"--{noun}", choices=tuple(registry), help=f"which {noun}")
    for key, (help, _) in TEXTS.items():
        parser.add_argument(f"--{key}", help=help)
    parameters = {each.name: each for each in NUMBERS}
    for noun, registry in nouns.items():
        for entry in registry.values():
            parameters |= {f"{noun}.{each.name}": each for each in entry.parameters}
    for key, parameter in parameters.items():
        choices = ("true", "false") if parameter.kind == "flag" else parameter.choices or None
        parser.add_argument(f"--{key}", choices=choices, help=parameter.help.replace("%", "%%"))
    pairs = " ".join(f"{noun}={id}" for noun, registry in nouns.items() for id in registry)
    words = parser.add_argument("words", nargs="*", help="KEY=VALUE")
    complete = {"bash": "_descentlab_pairs", "zsh": f"({pairs})", "fish": pairs}
    words.complete = complete | {"preamble": {"bash": PAIRS_IN_BASH.replace("PAIRS", pairs)}}  # type: ignore[attr-defined]
