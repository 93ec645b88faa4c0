"""python -m explainer.tabs: the Gradio tabs alone, with a public link for those who ask for one.

A public link goes through Gradio's own servers for as long as the command runs. Nothing else does.
"""

from __future__ import annotations

import argparse
import sys

from explainer.core.environment import check_settings
from explainer.core.errors import UserError
from explainer.strings import say


def main(arguments: list[str] | None = None) -> int:
    """Serve until interrupted; 2 if a public link was asked for and cannot be had, or on a setting without sense."""
    parser = argparse.ArgumentParser(prog="python -m explainer.tabs", description=__doc__)
    parser.add_argument("--local", action="store_true", help="no public link, only this machine")
    parser.add_argument("--port", type=int, default=7860)
    options = parser.parse_args(arguments)
    try:
        check_settings()
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    from explainer.tabs.mount import launch

    url, demo = launch(options.port, public=not options.local)
    if url is None:
        print(say("share.no_link"), file=sys.stderr)
        demo.close()
        return 2
    print(say("share.link", url=url), flush=True)
    demo.block_thread()
    return 0


if __name__ == "__main__":
    sys.exit(main())
