"""Templates: the workbooks an office fills in, with their mappings. Every version ever used is kept.

Here belong keeping versions (:mod:`records`), the one file that carries a template to other offices, comparing a new
edition with the one in use, and bringing a workbook into the city's own format and back. What a cell means is decided
in ``services.binding``; what a mapping file may say in ``services.excel.definition``.
"""

from app.services.templates.faces import (
    CarriedCell,
    Drift,
    DriftLine,
    PublishedTemplate,
    TemplateOffer,
)
from app.services.templates.formats import in_city_format, to_xlsx
from app.services.templates.records import (
    Template,
    TemplateInfo,
    files,
    get,
    listed,
    put,
    read,
    synchronise,
)

__all__ = [
    "CarriedCell",
    "Drift",
    "DriftLine",
    "PublishedTemplate",
    "Template",
    "TemplateInfo",
    "TemplateOffer",
    "files",
    "get",
    "in_city_format",
    "listed",
    "put",
    "read",
    "synchronise",
    "to_xlsx",
]
