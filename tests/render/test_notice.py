"""The letters: what they tell, whom, and from whose template."""

import re
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.shared import Pt

from auditor import render
from auditor.checks.examples import document, indicator, project
from auditor.domain import Field, Review
from auditor.errors import UsageError
from auditor.render.finished import read_finished
from auditor.render.notice import write
from auditor.render.word import templates
from auditor.render.word.fill import Template
from auditor.settings import Notice, load
from tests.review.conftest import letter_text, needs_office, parts, through_office

OFFICE = "2025-示例县农业农村局"
CITED = {"quantified": "参照财预〔2015〕88号“细化量化”要求", "matched": "“相应匹配”要求"}


@pytest.fixture
def letters(tmp_path):
    def of(result, settings=None):
        render.write(tmp_path / "audit", result)
        out = tmp_path / "letters"
        return out, write(out, read_finished(tmp_path / "audit"), settings or Notice(), CITED)

    return of


def test_a_letter_for_the_department_and_a_sheet_for_each_project(letters, result):
    out, written = letters(result)

    assert (written.notices, written.sheets, written.reviewed) == (1, 3, False)
    names = sorted(p.name for p in (out / OFFICE).iterdir())
    assert names == [*(f"审计取证单-0{n}.docx" for n in (1, 2, 3)), "整改通知.docx"]
    letter = letter_text(out / OFFICE / "整改通知.docx")
    assert "示例县农业农村局" in letter
    assert "项目2个、项目预算合计50.00万元" in letter
    assert "共列出问题5处，其中程度为高的3处、中的1处、低的1处" in letter
    assert "1-01" in letter
    assert "1-04" not in letter  # 提示 needs no answer
    sheet = letter_text(out / OFFICE / "审计取证单-01.docx")
    for text in ("2025-001-01", "农民培训", "50.00万元", "P001", "第3页", "参照财预〔2015〕88号"):
        assert text in sheet
    assert "绩效目标正文" in letter_text(out / OFFICE / "审计取证单-03.docx")


def test_the_numbers_are_those_of_the_report(letters, result):
    findings = tuple(
        replace(f, review=Review.FALSE_ALARM) if f.id == "a1" else f for f in result.findings
    )
    out, _ = letters(replace(result, findings=findings))

    letter = letter_text(out / OFFICE / "整改通知.docx")
    assert "1-01" not in letter
    assert "1-02" in letter


def test_the_same_audit_gives_the_same_bytes(letters, result):
    out, _ = letters(result)
    first = {p: p.read_bytes() for p in out.rglob("*.docx")}
    letters(result)

    assert first == {p: p.read_bytes() for p in out.rglob("*.docx")}


def test_a_letter_that_somebody_edited_is_kept_beside_the_new_one(letters, result):
    out, _ = letters(result)
    path = out / OFFICE / "整改通知.docx"
    edited = docx.Document(str(path))
    edited.add_paragraph("另附说明")
    edited.save(str(path))

    letters(result)

    kept = path.with_stem("整改通知（已填写1）")
    assert "另附说明" in letter_text(kept)
    assert "另附说明" not in letter_text(path)


def test_the_shipped_templates_are_what_the_script_makes(tmp_path):
    for name, made in (("notice", templates.notice()), ("evidence", templates.evidence())):
        fresh = tmp_path / f"{name}.docx"
        fresh.write_bytes(made)

        assert parts(templates.HERE / f"{name}.docx") == parts(fresh)


def test_an_office_names_its_own_template_in_the_configuration(letters, result, tmp_path):
    own = docx.Document()
    paragraph = own.add_paragraph()
    for piece in ("致{", "{部", "门}", "}：共{{问题数}}处"):  # as Word cuts a line into runs
        paragraph.add_run(piece).font.size = Pt(20)
    table = own.add_table(2, 2)
    table.cell(1, 0).text, table.cell(1, 1).text = "{{问题.编号}}", "{{ 问题.理由 }}"
    own.sections[0].header.paragraphs[0].text = "{{发文单位}}"
    own.save(str(tmp_path / "本局模板.docx"))
    config = tmp_path / "auditor.toml"
    config.write_text('[notice]\nnotice = "本局模板.docx"\noffice = "某某局"\n', encoding="utf-8")

    out, _ = letters(result, load(config).notice)

    made = docx.Document(str(out / OFFICE / "整改通知.docx"))
    assert made.paragraphs[0].text == "致示例县农业农村局：共5处"
    assert {run.font.size for run in made.paragraphs[0].runs} == {Pt(20)}
    assert [row.cells[0].text for row in made.tables[0].rows][1:] == [
        *("1-01", "1-02", "1-03", "2-01", "总-01")
    ]
    assert made.sections[0].header.paragraphs[0].text == "某某局"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("没有这一项：{{领导}}", "“{{领导}}”没有对应的内容"),
        (None, "模板打不开"),
    ],
)
def test_a_template_that_cannot_be_used_is_told_by_its_name(tmp_path, content, told):
    path = tmp_path / "模板.docx"
    if content is not None:
        own = docx.Document()
        own.add_paragraph(content)
        own.save(str(path))

    with pytest.raises(UsageError, match=told) as error:
        Template(path).fill({"部门": "某局"})

    assert str(error.value).startswith(str(path))


@pytest.mark.parametrize(
    "text",
    ["{{部门}}", "{{问题.编号}}", "<w:p/>&", "\x00\ud800\u202e", "=1+1", "长" * 10_000],
    ids=["placeholder", "list", "markup", "unprintable", "formula", "long"],
)
def test_what_documents_say_is_never_taken_for_a_placeholder(letters, make, found, text):
    where = document(
        project(indicator("数量指标", text, text), name=text), department="某局", year=2025
    )
    finding = found("x", "V01", where=where, rows=(1,), fields=(Field.VALUE,), quote=text)

    out, _ = letters(make(where, findings=(finding,)))

    (folder,) = (p for p in Path(out).iterdir() if p.is_dir())
    for path in folder.iterdir():
        told = letter_text(path)
        assert ("\ufffd" if "\x00" in text else text[:20]) in told
        assert not {"\x00", "\u202e"} & set(told)


@needs_office
def test_letters_open_and_print_in_libreoffice(letters, result, tmp_path):
    out, _ = letters(result)
    for name, told in (
        ("整改通知", ("关于2025年度绩效目标文本的整改通知", "1-01", "联系人")),
        ("审计取证单-01", ("农民培训", "50.00万元", "被审计单位意见", "复核人")),
    ):
        printed = through_office(out / OFFICE / f"{name}.docx", tmp_path / "office", "pdf")
        with pypdfium2.PdfDocument(printed) as pdf:
            sizes = {tuple(round(n) for n in page.get_size()) for page in pdf}
            texts = [page.get_textpage().get_text_bounded() for page in pdf]
        text = re.sub(r"\s", "", "".join(texts))

        assert sizes == {(595, 842)}
        assert [t for t in told if t not in text] == []
        assert "{{" not in text


@needs_office
def test_a_template_saved_by_libreoffice_is_still_filled_in(letters, result, tmp_path):
    """Offices edit the templates in what they have."""
    shipped = Path(templates.__file__).parent / "notice.docx"
    own = through_office(shipped, tmp_path / "office", "docx")
    out, _ = letters(result, Notice(notice=str(own)))
    letter = letter_text(out / OFFICE / "整改通知.docx")

    assert "示例县农业农村局" in letter
    assert "1-01" in letter
    assert "{{" not in letter
