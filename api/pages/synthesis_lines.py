"""Lines of the synthesis with the documents behind them, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from api.pages.record_view import Chip
from api.pages.wording import Wording
from records.catalogue import catalogue
from records.fields import REVIEW_BELOW, Value
from records.synthesis.dossier import DatedDocument, Mention


@dataclass(frozen=True, slots=True)
class SourceView:
    """Where a statement stands: a short mark, and what it stands for."""

    mark: str
    """Number of the document in the list, and the page where it is read from more than its first."""
    title: str
    """Kind and date of the document, page and quote."""
    address: str
    """Of the spot in the document's page."""


@dataclass(frozen=True, slots=True)
class PartView:
    """Some words and who says so."""

    text: str
    sources: tuple[SourceView, ...] = ()


@dataclass(frozen=True, slots=True)
class LineView:
    """One line: what it is about, what is said, and what else is to be known."""

    head: str
    """Empty where the parts say it."""
    parts: tuple[PartView, ...]
    chips: tuple[Chip, ...] = ()
    details: tuple[PartView, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionView:
    """A heading with its lines; `note` stands where there is something to say about the whole."""

    name: str
    title: str
    lines: tuple[LineView, ...]
    note: str = ""


@dataclass(frozen=True)
class Teller:
    """Puts mentions into words and points at their documents."""

    documents: tuple[DatedDocument, ...]
    names: Mapping[str, str]
    """Of the documents' files, by id."""
    wording: Wording

    def say(self, key: str, **values: object) -> str:
        """A message of the synthesis."""
        return self.wording.text(f"synthesis.{key}", **values)

    def day(self, day: date | None) -> str:
        """A date as people write it; words for none."""
        return self.wording.date(day.isoformat()) if day else self.say("undated")

    def value(self, name: str, value: Value) -> str:
        """A value of that catalogue name, with its unit."""
        spec = catalogue().get(name)
        unit = self.wording.unit(spec.unit) if spec else ""
        return f"{self.wording.value(spec, value)} {unit}".rstrip()

    def label(self, name: str) -> str:
        """The catalogue's label."""
        return catalogue()[name].label.in_language(self.wording.language)

    def document(self, document: DatedDocument) -> str:
        """Kind and date."""
        kind = self.value("document.type", document.type) if document.type else self.names[document.id]
        return self.say("document", kind=kind, date=self.day(document.written_on))

    def number(self, document_id: str) -> int:
        """Of the document in the list, counted from 1."""
        return next(place for place, one in enumerate(self.documents, 1) if one.id == document_id)

    def sources(self, mentions: Iterable[Mention]) -> tuple[SourceView, ...]:
        """One source a page, in the order of the list of documents."""
        first: dict[tuple[int, int], Mention] = {}
        for mention in mentions:
            evidence = mention.field.evidence
            if evidence:
                first.setdefault((self.number(mention.document_id), evidence.page), mention)
        return tuple(self._source(number, page, first[number, page]) for number, page in sorted(first))

    def part(self, text: str, mentions: Iterable[Mention]) -> PartView:
        """Words with their sources."""
        return PartView(text, self.sources(mentions))

    def doubt(self, mentions: Iterable[Mention]) -> tuple[Chip, ...]:
        """A mark for what nobody confirmed and every reading is unsure of."""
        mentions = tuple(mentions)
        if any(one.validated or one.field.confidence >= REVIEW_BELOW for one in mentions):
            return ()
        best = max(one.field.confidence for one in mentions)
        hint = self.wording.text("confidence.phrase", percent=self.wording.percent(best))
        return (Chip("review", self.wording.text("chip.review"), "review", hint),)

    def _source(self, number: int, page: int, mention: Mention) -> SourceView:
        document = self.documents[number - 1]
        quote = mention.field.evidence.text if mention.field.evidence else ""
        return SourceView(
            mark=self.say("mark", number=number, page=page) if self._has_pages(document) else str(number),
            title=self.say("source", document=self.document(document), page=page, quote=" ".join(quote.split())),
            address=f"/documents/{document.id}#spot-{mention.place}",
        )

    @staticmethod
    def _has_pages(document: DatedDocument) -> bool:
        return any(one.field.evidence and one.field.evidence.page > 1 for one in document.mentions)
