"""Export to RDF for data catalogues: terms as SKOS concepts, services after CPSV-AP-NO as far as our fields reach."""

from __future__ import annotations

from typing import Any

from bot.guide.entry import Entry
from bot.guide.guide import Guide
from bot.guide.phrases import LANGUAGES

_CONCEPTS = ("glossary", "topics")
_CPSV, _CV, _ELI = "http://purl.org/vocab/cpsv#", "http://data.europa.eu/m8g/", "http://data.europa.eu/eli/ontology#"


def as_turtle(guide: Guide, home: str) -> bytes:
    """Return the catalogue as Turtle; `home` is the public address of the guide, empty where there is none."""
    from rdflib import Graph
    from rdflib.namespace import DCTERMS, SKOS

    graph = Graph()
    for prefix, space in (("skos", SKOS), ("dct", DCTERMS), ("cpsv", _CPSV), ("cv", _CV), ("eli", _ELI)):
        graph.bind(prefix, space)
    writing = _Writing(graph, home.rstrip("/"), guide)
    writing.scheme()
    for entry in guide:
        if entry.kind in _CONCEPTS:
            writing.concept(entry)
        elif entry.kind == "services":
            writing.service(entry)
    return graph.serialize(format="turtle", encoding="utf-8")


class _Writing:
    """Writes entries into one graph."""

    def __init__(self, graph: Any, home: str, guide: Guide) -> None:
        self.graph = graph
        self.base = f"{home}/veileder/oppslag/" if home else "urn:undring:oppslag:"
        self.root = f"{home}/veileder/" if home else "urn:undring:"
        self.guide = guide

    def add(self, subject: Any, predicate: Any, value: str, language: str = "") -> None:
        """Say something in words."""
        from rdflib import Literal, URIRef

        self.graph.add((subject, URIRef(str(predicate)), Literal(value, lang=language or None)))

    def point(self, subject: Any, predicate: Any, other: Any) -> None:
        """Point to another thing."""
        from rdflib import URIRef

        self.graph.add((subject, URIRef(str(predicate)), URIRef(str(other))))

    def node(self, tail: str, is_entry: bool = True) -> Any:
        """Return the name of an entry, or of something beside the entries."""
        from rdflib import URIRef

        return URIRef((self.base if is_entry else self.root) + tail)

    def scheme(self) -> None:
        """Write the scheme, with a top concept per kind."""
        from rdflib.namespace import DCTERMS, RDF, SKOS

        scheme = self.node("begreper", is_entry=False)
        self.point(scheme, RDF.type, SKOS.ConceptScheme)
        for language in LANGUAGES:
            self.add(scheme, DCTERMS.title, self.guide.phrases.say(language, "pages_title"), language)
        for kind in _CONCEPTS:
            top = self.node(kind, is_entry=False)
            self.point(top, RDF.type, SKOS.Concept)
            self.point(top, SKOS.topConceptOf, scheme)
            self.point(scheme, SKOS.hasTopConcept, top)
            for language in LANGUAGES:
                self.add(top, SKOS.prefLabel, self.guide.phrases.say(language, f"kinds_{kind}"), language)

    def concept(self, entry: Entry) -> None:
        """Write a term."""
        from rdflib.namespace import DCTERMS, RDF, SKOS

        node = self.node(entry.id)
        self.point(node, RDF.type, SKOS.Concept)
        self.point(node, SKOS.inScheme, self.node("begreper", is_entry=False))
        self.point(node, SKOS.broader, self.node(entry.kind, is_entry=False))
        self._texts(entry, SKOS.prefLabel, SKOS.altLabel, SKOS.definition)
        self.add(node, DCTERMS.source, entry.source, "nb")
        for other in entry.see_also:
            if other in self.guide.entries and self.guide.entries[other].kind in _CONCEPTS:
                self.point(node, SKOS.related, self.node(other))

    def service(self, entry: Entry) -> None:
        """Write a service with its contact point and legal basis."""
        from rdflib import BNode
        from rdflib.namespace import DCTERMS, RDF, SKOS

        node = self.node(entry.id)
        self.point(node, RDF.type, _CPSV + "PublicService")
        self.add(node, DCTERMS.identifier, entry.id)
        self._texts(entry, DCTERMS.title, SKOS.altLabel, DCTERMS.description)
        contact: Any = BNode()
        if entry.phones or entry.hours:
            self.point(contact, RDF.type, _CV + "ContactPoint")
            self.graph.add((node, self._name(_CV + "contactPoint"), contact))
        for phone in entry.phones:
            self.add(contact, _CV + "telephone", phone.number)
        if entry.hours:
            self.add(contact, _CV + "openingHours", entry.hours, "nb")
        for one in entry.provisions:
            if one in self.guide.provisions:
                law = self.guide.provisions[one]
                self.point(node, _CV + "hasLegalResource", law.url)
                self.point(self._name(law.url), RDF.type, _ELI + "LegalResource")
        for other in (*entry.services, *entry.see_also):
            if other in self.guide.entries and self.guide.entries[other].kind == "services":
                self.point(node, DCTERMS.relation, self.node(other))

    def _name(self, address: str) -> Any:
        from rdflib import URIRef

        return URIRef(address)

    def _texts(self, entry: Entry, title: Any, alias: Any, text: Any) -> None:
        node = self.node(entry.id)
        for language, held in (("nb", entry), ("nn", entry.nn), ("en", entry.en)):
            if held is not None:
                self.add(node, title, held.title, language)
                self.add(node, text, held.answer, language)
                for name in held.aliases:
                    self.add(node, alias, name, language)
