"""Family F 规范性."""

from auditor.checks.base import Check
from auditor.checks.form.nonstandard_class_name import NonstandardClassName
from auditor.checks.form.punctuation_docno import PunctuationDocno
from auditor.checks.form.sentence_as_name import SentenceAsName
from auditor.checks.form.typo import Typo
from auditor.checks.form.unit_symbol_form import UnitSymbolForm

CHECKS: tuple[type[Check], ...] = (
    Typo,
    UnitSymbolForm,
    PunctuationDocno,
    NonstandardClassName,
    SentenceAsName,
)
