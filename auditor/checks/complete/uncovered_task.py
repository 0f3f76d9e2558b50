"""主要任务无指标."""

from __future__ import annotations

import re
from collections.abc import Iterator

from auditor.checks.base import Context, Observation, ProjectCheck
from auditor.checks.examples import document, indicator, project
from auditor.checks.subject import content_words, touches
from auditor.classify.words import Words
from auditor.domain import Certainty, Document, Field, Project, Row, Scope, Severity
from auditor.text.normalise import fold

_LISTED, _SEVERAL, _MOST, _SENTENCES = 3, 2, 8, 2
_LONGEST, _SHORTEST = 24, 3
_NUMBERING = re.compile(r"^(?:\d+[.．、:：)）]?|[(（]?[一二三四五六七八九十][)）]?[、是])")
_LEAD = re.compile(r"^(?:并|还|主要|通过|用于|包括|按\w{1,4}安排|[:：])+")
_TAIL = re.compile(r"(?:等|工作|项目|任务|支出|开支)+$")
#: Costs that go with every task and ask for no indicator of their own.
_SMALL = re.compile("差旅|办公|印刷|会议|水电|其他|其它|交通费|邮寄|税费|人员费")
#: Wishes and ways of working, which other indicators answer for.
_WISH = re.compile("提升|提高|保障|确保|促进|水平|能力|满意|有序|机制|效率|支撑|运转|要求|部署")


class UncoveredTask(ProjectCheck):
    """资金用途或绩效目标里列出的任务，没有一条指标与之对应。

    没有指标的任务，钱花了也看不出做没做、做得怎么样。

    已知局限：只看用顿号或分号并列、以动词开头或以任务名称结尾的任务；指标里没有它的任何实词，才提示。
    哪些是主要任务、换了说法的指标算不算对应，要由人判断，因此标为“待核”，默认不启用。
    """

    code = "M05"
    slug = "uncovered-task"
    title = "主要任务无指标"
    severity = Severity.MEDIUM
    certainty = Certainty.UNSURE
    policy = ("E10-clarity", "G101-focused")
    advice = (
        "为没有指标的主要任务补上指标，例如“__（任务）完成__（单位）”；"
        "不是主要任务的，从用途和目标中删去。"
    )
    bad = document(
        project(
            indicator("数量指标", "组织招商推介活动", "≥5场"),
            indicator("质量指标", "签约项目落地率", "≥60%"),
            name="招商维稳经费",
            purpose="组织招商推介活动；做好信访接待工作；开展人口普查",
        )
    )
    good = document(
        project(
            indicator("数量指标", "组织招商推介活动", "≥5场"),
            indicator("数量指标", "接待来访群众", "≥100批次"),
            indicator("数量指标", "普查登记户数", "≥3000户"),
            name="招商维稳经费",
            purpose="组织招商推介活动；做好信访接待工作；开展人口普查",
        )
    )
    enabled = False

    def check(
        self, document: Document, project: Project, rows: tuple[Row, ...], context: Context
    ) -> Iterator[Observation]:
        if project.scope is Scope.WHOLE:
            return
        fields = (Field.NAME, Field.DESCRIPTION, Field.VALUE)
        said = " ".join(fold(row.indicator.text(f)) for row in rows for f in fields)
        told = [(Field.PURPOSE, project.purpose or "")]
        told += [(Field.GOALS, goal) for goal in project.goals]
        for field, text in told:
            tasks = [(t, content_words(t, context.language)) for t in _tasks(text, context)]
            tasks = [(task, words) for task, words in tasks if words]
            missing = [task for task, words in tasks if not touches(words, said)]
            if missing and _SEVERAL <= len(tasks) <= _MOST:
                yield Observation(
                    quote=text,
                    message=f"列出的任务中，{_told(missing)}没有一条指标与之对应",
                    fields=(field,),
                )
                return


def _told(missing: list[str]) -> str:
    return "、".join(f"“{task}”" for task in missing)


def _tasks(text: str, context: Context) -> list[str]:
    """The tasks a text lists; of a list that is mostly something else none."""
    found: list[str] = []
    for sentence in re.split("[。\n]", fold(text)):
        parts = [part.split(",")[0] for part in sentence.split(";") if part]
        lists = [parts] if len(parts) >= _SENTENCES else []
        if not lists:
            lists = [c.split("、") for c in re.split("[,，]", sentence)]
            lists = [members for members in lists if len(members) >= _LISTED]
        for members in lists:
            named = [_LEAD.sub("", _NUMBERING.sub("", m)) for m in members]
            # Of “开展A、B、C业务咨询” no member is a task of its own: all must be put alike.
            for alike in (_begins, _ends):
                tasks = [m for m in named if alike(m, context)]
                if len(tasks) >= _SEVERAL and len(tasks) * 2 >= len(members):
                    found += [task for task in tasks if _tells(task)]
    return list(dict.fromkeys(found))


def _begins(text: str, context: Context) -> bool:
    return text.startswith(tuple(sorted(context.language.lexicons.words("task_verb"))))


def _ends(text: str, context: Context) -> bool:
    return bool(Words(context.language).at_end("task_noun", _TAIL.sub("", text)))


def _tells(task: str) -> bool:
    fitting = _SHORTEST <= len(task) <= _LONGEST
    return fitting and not _WISH.search(task) and not _SMALL.search(task)
