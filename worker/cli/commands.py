"""The commands and their options; what they do lies in the modules beside this one."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from server.domain.errors import BadInput
from server.flows.exports import ExportOptions, Uncertain
from server.settings import settings
from worker.cli import doctor, evaluation, imports, rounds, users
from worker.cli.console import err, open_data, out, progress_bar

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""Turn boxes into masks: bring pictures in, let masks be suggested, train, and take a data set out.

Every command works on the data folder (./data, or the one in BOXWRIGHT_DATA), with or without a running server.
Whoever may read that folder needs no password.

\b
[bold]The whole loop with a PASCAL VOC data set:[/]
  boxwright import pets VOC2012 --list weak.txt --boxes-only
  boxwright import pets VOC2012 --list train.txt
  boxwright import pets VOC2012 --list val.txt --gold
  boxwright suggest pets
  boxwright round pets --wait
  boxwright promote pets 1
  boxwright suggest pets --again
  boxwright export pets pets.zip --with-suggestions
  boxwright evaluate pets VOC2012 --list weak.txt""",
)
app.add_typer(users.app, name="users")

ProjectName = Annotated[str, typer.Argument(metavar="PROJECT", help="The project's name.")]


class Format(StrEnum):
    """What PATH is, for people who type it."""

    VOC = "voc"
    FOLDER = "folder"
    ZIP = "zip"


@app.command()
def up(
    host: Annotated[str | None, typer.Option(help="Address to listen on (BOXWRIGHT_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on (BOXWRIGHT_PORT).", min=1, max=65535)] = None,
) -> None:
    """Start everything: page, API, broker, workers, scheduler. Ctrl-C ends it all."""
    from worker import supervisor

    supervisor.up(host or settings().host, port or settings().port)


@app.command(name="import")
def import_(
    project: ProjectName,
    path: Annotated[
        Path, typer.Argument(metavar="PATH", help="A VOC data set, a folder of pictures, or a zip of either.")
    ],
    format: Annotated[
        Format | None,
        typer.Option(help="What PATH is: voc (folder or zip), folder or zip of pictures. Guessed if not given."),
    ] = None,
    list: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="Take only the images named in this file, one a line.")
    ] = None,
    boxes_only: Annotated[bool, typer.Option("--boxes-only", help="Leave the masks of a VOC data set out.")] = False,
    limit: Annotated[int | None, typer.Option(help="Take only the first so many.", min=1)] = None,
    gold: Annotated[bool, typer.Option("--gold", help="Set the images apart for measuring: never trained on.")] = False,
) -> None:
    """Bring pictures in, or a VOC data set with its boxes and masks.

    Creates the project when there is none of that name. Images with masks come in as accepted, with boxes only as
    boxed, plain pictures as open. Images the project has already are skipped; broken ones are listed and left out.
    """
    if format and format != Format.VOC and path.exists() and path.is_dir() != (format == Format.FOLDER):
        raise BadInput(f"{path} is no {format.value}.", "Leave --format out, or correct the path.")
    voc = None if format is None else format == Format.VOC
    imports.run(project, path, voc, imports.Choice(list, boxes_only, limit, gold))


@app.command()
def suggest(
    project: ProjectName,
    again: Annotated[
        bool, typer.Option("--again", help="Also anew for masks nobody has decided about, e.g. after a promotion.")
    ] = False,
) -> None:
    """Suggest a mask for every object that has none yet."""
    rounds.suggest(project, again=again)


@app.command(name="round")
def round_(
    project: ProjectName,
    profile: Annotated[
        str,
        typer.Option(
            help="cpu: minutes on two cores; few: the same for some tens of masks; "
            "gpu: one graphics card; paper: the paper's recipe on several."
        ),
    ] = "cpu",
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help="Change a setting of the profile; repeat for more."),
    ] = None,
    wait: Annotated[
        bool, typer.Option("--wait", help="Stay until it is done, and train here if no worker does.")
    ] = False,
) -> None:
    """Start a training round; `--wait` also runs it when no server does."""
    rounds.start(project, profile, settings or [], wait=wait)


@app.command()
def promote(
    project: ProjectName,
    number: Annotated[int, typer.Argument(metavar="ROUND", help="The round's number.", min=1, max=2**31 - 1)],
) -> None:
    """Let a round's model suggest the masks from now on."""
    rounds.promote(project, number)


@app.command()
def export(
    project: ProjectName,
    target: Annotated[Path, typer.Argument(metavar="OUT", help="A new folder, or a zip when it ends in .zip.")],
    with_suggestions: Annotated[
        bool, typer.Option("--with-suggestions", help="Also boxed images, with the masks they have now.")
    ] = False,
    uncertain: Annotated[
        Uncertain, typer.Option(help="Uncertain pixels of suggestions: 255 in the label maps, or the best guess.")
    ] = Uncertain.IGNORE,
) -> None:
    """Write the accepted images in PASCAL VOC layout. Gold ones are the set `val`, the others `train`."""
    from worker.handlers.export_voc import write_voc

    open_data()
    project_id = imports.find_project(project)
    with progress_bar() as show:
        written = write_voc(
            project_id,
            ExportOptions(with_suggestions, uncertain),
            target,
            lambda done, total: show({"stage": "exporting", "done": done, "total": total, "unit": "images"}),
        )
    out.print(f"{written.images} images written to {target}")
    imports.print_problems(written.problems, len(written.problems))


@app.command()
def evaluate(
    project: ProjectName,
    voc: Annotated[Path, typer.Argument(metavar="VOC_DIR", help="A VOC data set with the true masks.")],
    list: Annotated[
        Path | None, typer.Option("--list", metavar="FILE", help="Compare only the images named in this file.")
    ] = None,
) -> None:
    """Compare the project's current masks (suggestions too, best guess) with those of a VOC data set."""
    open_data()
    evaluation.run(imports.find_project(project), voc, list)


@app.command(name="doctor")
def doctor_() -> None:
    """Look whether everything Boxwright needs is there; exit code 1 when something is missing."""
    if not doctor.run():
        err.print("Something is missing; see the lines marked fail.")
        raise typer.Exit(1)
