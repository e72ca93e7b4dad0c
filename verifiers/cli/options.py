"""Options that several commands have."""

from __future__ import annotations

from typing import Annotated, TypeAlias

import typer

ReasoningOption: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="FORMAT",
        help="How the model marks its reasoning: r1, hybrid, harmony, magistral, … (docs/format.md). "
        "[default: by the marks themselves]",
        show_default=False,
    ),
]
PrefilledOption: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--prefilled/--not-prefilled",
        help="Whether the chat template has opened the reasoning. [default: as the prompt ends]",
        show_default=False,
    ),
]
