"""`python -m bench COMMAND`: hands over to the module of that name."""

import argparse
import sys

from bench import accounts, build, confusables, duplicates, firewall, generate, known_item, lists, peer, search, versions

COMMANDS = {
    "accounts": accounts,
    "build": build,
    "confusables": confusables,
    "duplicates": duplicates,
    "firewall": firewall,
    "generate": generate,
    "lists": lists,
    "peer": peer,
    "versions": versions,
    "known-item": known_item,
    "search": search,
}


def main(arguments: list[str] | None = None) -> int:
    """Run a command. 0: done; 1: a build failed; 2: wrong use."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=sys.modules["bench"].__doc__, epilog=build.EXAMPLE)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        summary = (module.__doc__ or "").rstrip(".")
        module.add_arguments(commands.add_parser(name, help=summary, description=f"{summary}.", epilog=module.EXAMPLE))
    options = parser.parse_args(arguments)
    folder = getattr(options, "folder", None) or getattr(options, "work", None)
    if folder and folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        parser.error(f"{folder} is not an empty folder; name one that is empty or absent")
    if any(count < 1 for count in _counts(options)):
        parser.error("--issues and --repeat start at 1")
    try:
        COMMANDS[options.command].main(options)
    except build.BuildFailedError as problem:
        sys.stderr.write(f"\n{problem}\n")
        return 1
    return 0


def _counts(options: argparse.Namespace) -> list[int]:
    issues = getattr(options, "issues", None) or []
    return [*(issues if isinstance(issues, list) else [issues]), getattr(options, "repeat", 1)]


if __name__ == "__main__":
    sys.exit(main())
