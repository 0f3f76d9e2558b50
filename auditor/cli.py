"""Arguments → Settings → pipeline → exit status. Everything a user reads here is Chinese."""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from auditor.domain import Review, Severity, SkipKind, office
from auditor.errors import AuditError, SettingsError, UsageError
from auditor.settings import Settings, load, models_folder

if TYPE_CHECKING:
    from auditor.pipeline import Audit
    from auditor.reading import Progress
    from auditor.training.formats import Format
    from auditor.training.labels import LabelledRow

DONE, FOUND, WRONG_USE, PARTIAL = 0, 1, 2, 3

#: Files that one line names.
_NAMED = 3


class _ChineseCommand(click.Command):
    """A command whose help speaks Chinese, and whose repeatable options take several values."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _spread(args, self.params))

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            if (config := ctx.params.get("config")) is None:
                raise
            message = f"{config}：{error}"
            raise UsageError(message) from error

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = " ".join(self.collect_usage_pieces(ctx)).replace("[OPTIONS]", "[选项]")
        formatter.write_usage(ctx.command_path, pieces, prefix="用法：")

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self._section("参数", click.Argument, ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self._section("选项", click.Option, ctx, formatter)

    def _section(
        self,
        title: str,
        kind: type[click.Parameter],
        ctx: click.Context,
        formatter: click.HelpFormatter,
    ) -> None:
        records = [
            (record[0], re.sub(r"\s*\[x[<>]=?\d+\]", "", record[1]))
            for parameter in self.get_params(ctx)
            if isinstance(parameter, kind)
            and (record := parameter.get_help_record(ctx)) is not None
        ]
        if records:
            with formatter.section(title):
                formatter.write_dl(records)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这段说明"
        return option


class _ChineseGroup(_ChineseCommand, click.Group):
    """A group whose help speaks Chinese."""

    command_class = _ChineseCommand

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, "命令 [选项] [参数]…", prefix="用法：")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(ctx, formatter)
        with formatter.section("命令"):
            formatter.write_dl(
                [(name, self.commands[name].get_short_help_str(60)) for name in self.commands]
            )


def _spread(args: Sequence[str], parameters: Sequence[click.Parameter]) -> list[str]:
    """`--reviewed A B` as `--reviewed A --reviewed B`.

    An option takes all values up to the next option; where that would leave no argument at all, it
    takes only its first, as in `--reviewed A INPUT`.
    """
    options = {name: p for p in parameters if isinstance(p, click.Option) for name in p.opts}
    spread: list[str] = []
    left: list[int] = []
    option, taken = "", 0
    for at, value in enumerate(args):
        if value == "--":
            return [*spread, *args[at:]]
        if value.startswith("-") and len(value) > 1:
            option, taken = value, 0
            spread.append(value)
            continue
        known = options.get(option)
        if known is None or known.is_flag or (taken and not known.multiple):
            left.append(len(spread))
        elif taken:
            spread.append(option)
        taken += 1
        spread.append(value)
    arguments = any(isinstance(p, click.Argument) and p.required for p in parameters)
    return spread if left or not arguments else list(args)


_config = click.option(
    "--config", type=click.Path(path_type=Path), metavar="文件", help="TOML 配置文件"
)
_jobs = click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="读文件的进程数，默认为核数"
)


def _day_of(given: datetime | None) -> date:
    """The day that decisions are held against."""
    return given.date() if given else datetime.now().astimezone().date()


_day = click.option(
    "--date",
    "today",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="日期",
    help="按哪一天判断复核结论是否过期，默认今天（如 2026-01-31）",
)


@click.group(cls=_ChineseGroup, context_settings={"help_option_names": ["--help", "-h"]})
def commands() -> None:
    """绩效指标文本质量审核：读部门公开的绩效目标表，指出空泛、重复、错配和照搬的指标。

    全部在本机完成，不联网。
    """


@commands.command()
@click.argument(
    "inputs",
    nargs=-1,
    required=True,
    metavar="输入…",
    type=click.Path(path_type=Path),
    help="文件或文件夹，可以给多个",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("reports"),
    metavar="文件夹",
    help="输出文件夹，默认 reports",
)
@_config
@click.option(
    "--profile", metavar="名称", help="不识别模板，一律按此模板（如 hebei-2023、mof-2021）"
)
@_jobs
@click.option(
    "--fail-on",
    type=click.Choice([s.value for s in (Severity.HIGH, Severity.MEDIUM, Severity.LOW)]),
    help="有此级别及以上的问题时以状态 1 退出",
)
@click.option(
    "--history",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="路径",
    help="往年文件、文件夹、以前的输出文件夹或 auditor index 的索引，只作比较；可写多次",
)
@click.option(
    "--template",
    "templates",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="上级统一规定的模板，照写其中文字不算雷同；可写多次",
)
@click.option("--anonymise", is_flag=True, help="部门报告、回复表和文书里，其他部门一律用代号")
@click.option(
    "--reviewed",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="路径…",
    help="复核过的 findings.xlsx、部门交回的回复表，或放这些表的文件夹",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="以前的审核结果；只有其中没有的问题才计入 --fail-on",
)
@click.option(
    "--resume", is_flag=True, help="接着上次没有完成的审核：已读过且没有改动的文件不再重读"
)
@_day
def audit(
    inputs: tuple[Path, ...],
    out: Path,
    config: Path | None,
    profile: str | None,
    jobs: int | None,
    fail_on: str | None,
    history: tuple[Path, ...],
    templates: tuple[Path, ...],
    anonymise: bool,
    reviewed: tuple[Path, ...],
    baseline: Path | None,
    resume: bool,
    today: datetime | None,
) -> int:
    """审核文件、文件夹，写出报告。"""
    from auditor import pipeline
    from auditor.render import finished
    from auditor.review import decide, forms
    from auditor.unfinished import unfinished

    started = time.time()
    for given in (*inputs, *history, *templates):
        if not given.exists():
            message = f"{given}：没有这个文件或文件夹"
            raise AuditError(message)
    if out.exists() and not out.is_dir():
        message = f"{out}：已有同名文件，不能作为输出文件夹"
        raise AuditError(message)
    settings = load(config, profile)
    day = _day_of(today)
    answers = pipeline.Answers(
        today=day,
        returned=forms.read_returned(reviewed, settings) if reviewed else None,
        baseline=finished.read_finished(baseline).departments if baseline else None,
    )
    kept = unfinished(out, settings, resume=resume)
    if count := kept.count():
        click.echo(f"接着上次没有完成的审核：已读 {count} 份，没有改动的不再重读")
    with _progress() as progress:
        result = pipeline.audit(
            inputs,
            settings,
            jobs=jobs or pipeline.default_jobs(),
            fail_on=Severity(fail_on) if fail_on else None,
            anonymise=anonymise,
            history=history,
            templates=templates,
            progress=progress,
            answers=answers,
            kept=kept,
        )
    set_aside = pipeline.write(result, out, started=started, arguments=sys.argv[1:], today=day)
    kept.end()
    _tell_kept(set_aside, "；要采用其中的复核结论或答复，请用 --reviewed")
    if answers.returned is not None and result.result.review is not None:
        for line in decide.remarks(answers.returned, result.result.review):
            click.echo(line, err=True)
    _tell(result, out)
    if result.partial:
        return PARTIAL
    return FOUND if result.failed else DONE


@commands.command()
@click.argument(
    "rows",
    metavar="清单",
    type=click.Path(path_type=Path),
    help="一行一个指标的 CSV、XLSX、JSONL（装有 pyarrow 时还有 Parquet）",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="按后缀写成 .jsonl、.csv、.xlsx 或 .parquet；不给则以 JSONL 显示",
)
@_config
def score(rows: Path, out: Path | None, config: Path | None) -> int:
    """对一份指标清单逐行给出判断，不需要整份文件。"""
    from auditor.rows import write
    from auditor.rows.judged import judge_file

    if out is not None:
        write.maker_for(out)
    judged, refused = judge_file(rows, load(config))
    for line in refused:
        click.echo(line, err=True)
    if out is None:
        click.echo(write.lines(judged), nl=False)
    else:
        write.write(judged, out)
    return DONE


_labels = click.argument(
    "labels",
    nargs=-1,
    required=True,
    metavar="标注…",
    type=click.Path(path_type=Path),
    help="标注行：XLSX、CSV、JSONL，或 doccano、Label Studio 的导出",
)


@commands.command()
@_labels
@click.option(
    "--unlabelled",
    multiple=True,
    metavar="清单…",
    type=click.Path(path_type=Path),
    help="没有标注的指标行，供学习用词",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path("model"),
    metavar="文件夹",
    help="模型、度量、图和说明写到这里，默认 model",
)
@_config
def train(
    labels: tuple[Path, ...], unlabelled: tuple[Path, ...], out: Path, config: Path | None
) -> int:
    """用标注行训练两个模型；不比现用的差才安装。"""
    from auditor.text.language import Language
    from auditor.text.lexicon import Lexicons

    settings = load(config)
    rows = _rows(labels, settings)
    free = _rows(unlabelled, settings, labelled=False)
    try:
        from auditor.training.train import train as fit
    except ModuleNotFoundError as error:
        message = f"训练需要另装 {error.name}（pip install scikit-learn）"
        raise AuditError(message) from None
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    done = fit(
        rows,
        free,
        out,
        language,
        published=_published(settings),
        target=Path(settings.models) if settings.models else None,
        progress=lambda words: click.echo(words, err=True) if sys.stderr.isatty() else None,
    )
    for line in done.lines:
        click.echo(line)
    click.echo(f"{'已安装' if done.installed else '未安装'}；说明：{out / 'CARD.md'}")
    return DONE


@commands.command()
@_labels
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="把判断与标注不同的行写成 .xlsx、.csv 或 .jsonl，最有把握的在前",
)
@_config
def evaluate(labels: tuple[Path, ...], out: Path | None, config: Path | None) -> int:
    """用标注行衡量现用的模型，和只用规则的判断比较。"""
    from auditor.classify import store
    from auditor.rows import write
    from auditor.text.language import Language
    from auditor.text.lexicon import Lexicons
    from auditor.training import evaluate as measuring

    settings = load(config)
    if out is not None:
        write.maker_for(out)
    rows = _rows(labels, settings)
    found = store.find(models_folder(settings))
    for line in found.refused:
        click.echo(line, err=True)
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    measured = measuring.evaluate(rows, language, found.models)
    models = found.models
    click.echo(f"模型：{models.digest[:16]}" if models else "没有可用的模型，只衡量规则")
    for line in measuring.lines(measured):
        click.echo(line)
    if out is not None:
        write.write(measured.errors, out, measuring.HEADINGS)
        click.echo(f"判断与标注不同的 {len(measured.errors)} 行：{out}")
    return DONE


def _published(settings: Settings) -> tuple[LabelledRow, ...]:
    """The published labelled rows at hand; the environment says where."""
    from auditor.training import formats

    file = Path(os.environ.get("AUDITOR_PUBLISHED_DATA") or os.devnull) / "labelled.jsonl"
    return formats.load([file], settings) if file.is_file() else ()


@commands.group(cls=_ChineseGroup)
def label() -> None:
    """标注：挑选、导入、导出、比较标注人。"""


_labelled = click.argument(
    "files",
    nargs=-1,
    required=True,
    metavar="文件…",
    type=click.Path(path_type=Path),
    help="XLSX、CSV、JSONL，或 doccano（.jsonl）、Label Studio（.json）的导出",
)
_format = click.option(
    "--format",
    "format",
    type=click.Choice(["doccano", "label-studio", "xlsx", "csv", "jsonl"]),
    help="写成哪种格式；不给则按文件后缀（.json 为 Label Studio）",
)
_written = click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    metavar="文件",
    help="写到这个文件",
)


@label.command("next")
@_labelled
@click.option(
    "--count",
    type=click.IntRange(min=1),
    default=100,
    metavar="N",
    help="最多挑多少行，默认 100",
)
@_written
@_format
@_config
def label_next(
    files: tuple[Path, ...], count: int, out: Path, format: str | None, config: Path | None
) -> int:
    """挑出值得标注的行：拿不准的、各类都有的，附推测和理由。

    已有标注的行不再挑选，但与规则或模型明显不符的列为“疑似标错”。
    """
    from auditor.classify import store
    from auditor.text.language import Language
    from auditor.text.lexicon import Lexicons
    from auditor.training import formats
    from auditor.training.next import pick, suspects

    settings = load(config)
    chosen = _chosen(format, out)
    rows = _rows(files, settings, labelled=False)
    language = Language(Lexicons.load(settings.lexicons), settings.segmenter)
    found = store.find(models_folder(settings))
    for line in found.refused:
        click.echo(line, err=True)
    wrong = suspects(rows, language, found.models)[:count]
    picked = pick(rows, count - len(wrong), language, found.models)
    formats.save([one.as_row() for one in (*wrong, *picked)], out, chosen)
    basis = "模型和规则" if found.models is not None else "规则（没有模型）"
    click.echo(f"待标注 {len(picked)} 行，疑似标错 {len(wrong)} 行，依据{basis}：{out}")
    return DONE


@label.command("import")
@_labelled
@_written
@_config
@_day
def label_import(
    files: tuple[Path, ...], out: Path, config: Path | None, today: datetime | None
) -> int:
    """把标注文件核对后合成一个；有错则逐行指出，不写文件。复核过的 findings.xlsx 也可直接给。"""
    from auditor.review.labels import decisions_to_labels
    from auditor.review.workbook import has_review
    from auditor.rows import write
    from auditor.training import formats
    from auditor.training.labels import from_values

    settings = load(config)
    write.maker_for(out)
    reviewed = [path for path in files if has_review(path, settings)]
    rows = formats.load([path for path in files if path not in reviewed], settings)
    if reviewed:
        decided, remarks = decisions_to_labels(reviewed, settings, _day_of(today))
        for remark in remarks:
            click.echo(remark, err=True)
        rows += tuple(row for values in decided if (row := from_values(values)[0]) is not None)
    if not rows:
        message = f"{files[0]}：没有一条可作标注的复核结论，{out} 没有写；请先在工作簿里复核"
        raise AuditError(message)
    formats.save(rows, out)
    click.echo(f"{len(rows)} 行：{out}")
    return DONE


@label.command("export")
@_labelled
@_written
@_format
@_config
def label_export(
    files: tuple[Path, ...], out: Path, format: str | None, config: Path | None
) -> int:
    """写成 doccano、Label Studio 或表格，有没有标注都可以。"""
    from auditor.training import formats

    chosen = _chosen(format, out)
    rows = _rows(files, load(config), labelled=False)
    formats.save(rows, out, chosen)
    click.echo(f"{len(rows)} 行：{out}")
    if chosen is formats.Format.LABEL_STUDIO:
        interface = out.with_suffix(".xml")
        interface.write_text(formats.LABEL_STUDIO_CONFIG, encoding="utf-8", newline="\n")
        click.echo(f"Label Studio 的标注界面设置：{interface}")
    return DONE


@label.command("agreement")
@_labelled
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件",
    help="把分歧写成 .xlsx、.csv 或 .jsonl；不给则全部显示",
)
@_config
def label_agreement(files: tuple[Path, ...], out: Path | None, config: Path | None) -> int:
    """标注人之间的一致程度（Cohen κ、Krippendorff α）和全部分歧。

    一个文件算一个标注人；只给一个文件时，按其中的“标注人”列。
    """
    from auditor.rows import write
    from auditor.training import agreement

    settings = load(config)
    if out is not None:
        write.maker_for(out)
    found = agreement.compare(
        agreement.by_rater([(file, _rows([file], settings)) for file in files])
    )
    for line in agreement.summary(found):
        click.echo(line)
    if out is not None:
        write.write(agreement.conflict_rows(found), out)
        click.echo(f"分歧 {len(found.conflicts)} 处：{out}")
    else:
        for line in agreement.conflict_lines(found):
            click.echo(line)
    return DONE


def _chosen(format: str | None, out: Path) -> Format | None:
    """The format asked for; the file's suffix must name one where none is."""
    from auditor.rows import write
    from auditor.training.formats import Format, as_format

    if format is None and out.suffix.lower() == ".json":
        return Format.LABEL_STUDIO
    if format is None:
        write.maker_for(out, beside=[".json"])
        return None
    return as_format(format)


def _rows(
    files: Sequence[Path], settings: Settings, *, labelled: bool = True
) -> tuple[LabelledRow, ...]:
    """The rows of the files. A workbook of findings has other rows beside them: it is no labels."""
    from auditor.review.workbook import has_review
    from auditor.training import formats

    for path in files:
        if has_review(path, settings):
            message = (
                f"{path}：这是复核工作簿，请先用 auditor label import 转成标注；"
                "只要其中的指标行，请给同一文件夹的 data/indicators.jsonl"
            )
            raise AuditError(message)
    return formats.load(files, settings, labelled=labelled)


@commands.group(cls=_ChineseGroup)
def index() -> None:
    """往年文字的索引：建立、追加、查看，供 audit --history 比较雷同。"""


_index_folder = click.argument(
    "folder", metavar="索引", type=click.Path(path_type=Path), help="存放索引的文件夹"
)


@index.command("add")
@_index_folder
@click.argument(
    "inputs",
    nargs=-1,
    required=True,
    metavar="输入…",
    type=click.Path(path_type=Path),
    help="文件、文件夹、压缩包或以前的输出文件夹",
)
@_config
@_jobs
def index_add(folder: Path, inputs: tuple[Path, ...], config: Path | None, jobs: int | None) -> int:
    """把文件加入索引；没有索引时先建立，已有的内容不重建，已加入的文件跳过。"""
    from auditor import pipeline

    for given in inputs:
        if not given.exists():
            message = f"{given}：没有这个文件或文件夹"
            raise AuditError(message)
    with _progress() as progress:
        added, lost = pipeline.add_to_index(
            folder,
            inputs,
            load(config),
            jobs=jobs or pipeline.default_jobs(),
            progress=progress,
        )
    for skipped in lost:
        part = f"（{skipped.part}）" if skipped.part else ""
        click.echo(f"{skipped.path}{part}：{skipped.reason}", err=True)
    for document in added.repeated:
        click.echo(f"{document.id}：索引里已有这份公开文本，跳过")
    rows = sum(len(p.indicators) for d in added.documents for p in d.projects)
    click.echo(f"加入 {len(added.documents)} 份文件，指标 {rows} 行：{folder}")
    return PARTIAL if any(s.kind is not SkipKind.NO_TABLES for s in lost) else DONE


@index.command("info")
@_index_folder
@click.option("--documents", is_flag=True, help="逐份列出文件：年度、部门、行数、SHA-256")
def index_info(folder: Path, documents: bool) -> int:
    """核对索引是否完好，显示版本、份数、行数、年度、部门和校验值。"""
    from auditor.copies.index import info

    told = info(folder)
    held = told.documents
    departments = {office(d) for d in held.values() if d.department}
    years = Counter(d.year for d in held.values())
    listed = "，".join(f"{y or '不明'} {years[y]} 份" for y in sorted(years, key=lambda y: y or 0))
    click.echo(f"格式版本：{told.version}，加入过 {told.additions} 次，文件完好")
    click.echo(
        f"内容：文件 {len(held)} 份，项目 {sum(d.projects for d in held.values())} 个，"
        f"指标 {sum(d.rows for d in held.values())} 行，用于比较的文字 {told.texts} 条，"
        f"占用 {told.bytes / 1e6:.1f} MB"
    )
    click.echo(f"年度：{listed or '无'}")
    click.echo(f"部门：{len(departments)} 个")
    click.echo(f"校验值：{told.sha256}")
    if documents:
        for name, d in held.items():
            click.echo(f"{name}\t{d.year or ''}\t{office(d) or ''}\t{d.rows}\t{d.sha256}")
    return DONE


@commands.command()
@click.argument("old", metavar="旧", type=click.Path(path_type=Path), help="以前的审核结果文件夹")
@click.argument("new", metavar="新", type=click.Path(path_type=Path), help="后来的审核结果文件夹")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="把 compare.html 和 compare.json 写到这里；不给则只显示数目",
)
def compare(old: Path, new: Path, out: Path | None) -> int:
    """比较两次审核结果：已改、新出现、仍存在、有变化。"""
    from auditor.render import comparison as drawn
    from auditor.render.finished import read_finished
    from auditor.review import compare as comparing

    found = comparing.compare(read_finished(old), read_finished(new))
    for line in comparing.summary(found):
        click.echo(line)
    if out is not None:
        drawn.write(out, found)
        click.echo(f"比较结果：{out / 'compare.html'}")
    return DONE


@commands.command()
@click.argument(
    "folder", metavar="文件夹", type=click.Path(path_type=Path), help="auditor audit 的输出文件夹"
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="文件夹",
    help="写到哪里，默认为审核结果文件夹里的 notices",
)
@_config
def notice(folder: Path, out: Path | None, config: Path | None) -> int:
    """由审核结果生成 Word 文书：整改通知和审计取证单。"""
    from auditor.checks.policy import citation, policies
    from auditor.render import notice as drawn
    from auditor.render.finished import read_finished

    citations = {key: citation(key) for key in policies()}
    settings = load(config).notice
    written = drawn.write(out or folder / "notices", read_finished(folder), settings, citations)
    _tell_kept(written.kept)
    click.echo(f"整改通知 {written.notices} 份，审计取证单 {written.sheets} 份：{written.folder}")
    if not written.reviewed:
        click.echo("提示：这次审核没有人工复核结论，发出前请先复核问题清单", err=True)
    return DONE


@commands.command()
def rules() -> int:
    """列出全部规则。"""
    from auditor.checks.catalogue import all_checks, describe

    family = ""
    for description in map(describe, all_checks()):
        if description.family != family:
            family = description.family
            click.echo(f"\n{description.code[0]} {family}")
        off = "" if description.enabled else "（默认不启用）"
        head = f"  {description.code}  {description.severity}  {description.title}{off}"
        click.echo(f"{head}  {description.slug}")
    return DONE


@commands.command()
@click.argument("rule", metavar="规则", help="编号、英文名或名称")
def explain(rule: str) -> int:
    """讲清一条规则：查什么、为什么、依据、示例。"""
    from auditor.checks.catalogue import describe, find
    from auditor.checks.explain import in_full

    check = find(rule)
    if check is None:
        message = f"没有规则“{rule}”，用 auditor rules 查看全部规则"
        raise AuditError(message)
    click.echo(in_full(describe(check)))
    return DONE


@commands.command()
@click.argument(
    "document",
    metavar="文件",
    type=click.Path(path_type=Path),
    help="要查的文件；压缩包里的写 包.zip/表.docx，清单里的写 清单.csv#2025-某局",
)
@click.argument("project", metavar="项目", help="序号、编码或名称")
@click.argument("row", metavar="行", type=click.IntRange(min=1), help="从 1 数起")
@_config
def why(document: Path, project: str, row: int, config: Path | None) -> int:
    """对一行指标，列出每条规则的判断。"""
    from auditor import pipeline

    found, indicator, decisions = pipeline.decide(document, project, row, load(config))
    click.echo(f"项目 {found.seq}　{found.name or found.title or ''}　第 {row} 行")
    for label, text in (
        ("二级指标", indicator.level2),
        ("三级指标", indicator.name),
        ("指标描述", indicator.description),
        ("指标值", indicator.value),
        ("确定依据", indicator.basis),
    ):
        click.echo(f"  {label}：{text or '（空）'}")
    for decision in decisions:
        mark = "●" if decision.fired else "○"
        click.echo(f"{mark} {decision.check.code} {decision.check.title}：{decision.words}")
    return DONE


@commands.command()
def doctor() -> int:
    """检查安装：版本、可读的格式、词表、模型。"""
    from auditor.pipeline import diagnosis

    for label, text in diagnosis():
        click.echo(f"{label}：{text}")
    return DONE


@contextmanager
def _progress() -> Iterator[Progress]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn("读取文件"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _tell_kept(kept: Sequence[Path], advice: str = "") -> None:
    """Under which names files are kept that somebody had filled in, if any."""
    if kept:
        more = f"等 {len(kept)} 个文件" if len(kept) > _NAMED else ""
        names = "、".join(path.name for path in kept[:_NAMED])
        click.echo(
            f"{kept[0].parent}：填写过的文件没有覆盖，另存为 {names}{more}{advice}", err=True
        )


def _tell(audit: Audit, out: Path) -> None:
    """The closing lines: losses to stderr, counts to stdout."""
    from auditor.pipeline import by_severity

    for line in audit.refused:
        click.echo(line, err=True)
    for lost in audit.result.skipped:
        part = f"（{lost.part}）" if lost.part else ""
        click.echo(f"{lost.path or '规则'}{part}：{lost.reason}", err=True)
    for document in audit.result.corpus.documents:
        findings = [f for f in audit.result.findings if f.document == document.id]
        counts = "，".join(f"{s} {n}" for s, n in by_severity(findings).items())
        read = document.coverage
        if document.duplicate_of is not None:
            click.echo(f"{document.id}：与 {document.duplicate_of} 是同一份公开文本，不重复审核")
            continue
        click.echo(
            f"{document.id}：{office(document) or '部门不明'} {document.year or '年度不明'}，"
            f"项目 {len(document.projects)} 个，"
            f"表 {read.tables_read}/{read.tables_found}，"
            f"指标 {read.rows_read}/{read.rows_found} 行，问题 {len(findings)} 条（{counts}）"
        )
    if audit.result.review is not None and audit.result.review.reviewed:
        found = Counter(f.review for f in audit.result.findings)
        words = "，".join(f"{r} {found[r]}" for r in Review)
        click.echo(f"复核：{words}，未复核 {found[None]}；部门报告只列已确认的问题")
    total = audit.coverage
    click.echo(
        f"共 {len(audit.result.corpus.documents)} 份文件，"
        f"表 {total.tables_read}/{total.tables_found}，"
        f"指标 {total.rows_read}/{total.rows_found} 行，"
        f"问题 {len(audit.result.findings)} 条；报告：{out / 'index.html'}"
    )


#: New objects before Python looks for some that only refer to each other. A run keeps nearly all it
#: makes to its end; at the usual 700 a sixth of its time goes into looking through them again.
_OBJECTS = 20_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status of the contract."""
    gc.set_threshold(_OBJECTS)
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Any = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # a GBK console must not stop the run
            reconfigure(errors="replace")
    try:
        status = commands.main(
            args=None if arguments is None else list(arguments),
            prog_name="auditor",
            standalone_mode=False,
        )
    except AuditError as error:
        click.echo(str(error), err=True)
        return WRONG_USE
    except click.ClickException as error:
        click.echo(_in_chinese(error), err=True)
        return WRONG_USE
    except OSError as error:
        if error.errno != errno.ENAMETOOLONG:
            raise
        click.echo(f"{error.filename}：名称太长，请改短", err=True)
        return WRONG_USE
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中止，未写完的文件不保留；审核可加 --resume 接着做", err=True)
        return 130
    return status if isinstance(status, int) else DONE


def _in_chinese(error: click.ClickException) -> str:
    """Click's own complaints, one Chinese line each."""
    match error:
        case click.NoSuchOption():
            return f"没有选项 {error.option_name}，用 --help 查看用法"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"缺少参数 {name}，用 --help 查看用法"
        case click.BadParameter():
            name = error.param.opts[0] if error.param and error.param.opts else "参数"
            return f"{name} 的值不合要求，用 --help 查看可用的值"
        case click.UsageError() if match := re.match(r"No such command '(.+)'", error.message):
            return f"没有命令 {match[1]}，用 auditor --help 查看全部命令"
        case click.exceptions.NoArgsIsHelpError():
            return error.ctx.get_help()
        case _:
            return "用法不对，用 --help 查看用法"


if __name__ == "__main__":
    sys.exit(main())
