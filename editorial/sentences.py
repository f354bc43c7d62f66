"""Which sentences of a column state a fact? A text cut into sentences, and each one
looked at by rules a person can check.

The rules are patterns, no judgement: they mark what a checker would look at first,
miss a fact put without figures or names, and now and then mark a turn of phrase. In
Khmer they know figures and quotations only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from articles import markup

# Cutting. A full stop after one of these never ends a sentence ...
_TITLES = (
    "mr mrs ms dr prof gen col lt sgt capt cpl maj gov sen rep rev hon st mt ft h.e "
    "messrs"
)
_SHORT = (
    "e.g i.e cf ca approx vs jan feb mar apr jun jul aug sep sept oct nov dec fig art "
    "arts vol pp ch ed eds para sec dept univ"
)
_NEVER = frozenset(f"{_TITLES} {_SHORT}".split())
# ... after one of these only when a word follows that usually begins one ...
_EITHER = "u.s u.k u.n e.u d.c a.m p.m ph.d b.a m.a jr sr inc ltd co corp bros etc al"
_SELDOM = frozenset(_EITHER.split())
_BEGINS = re.compile(
    r"(?:The|A|An|It|Its|He|She|They|We|You|I|In|On|At|By|As|If|So|But|And|Or|Yet|Nor|"
    r"That|This|These|Those|There|Then|When|While|Where|What|Who|Why|How|No|Not|Nobody|"
    r"Nothing|One|Two|Some|Many|Most|Few|All|Every|Each|My|Our|Your|His|Her|Their|For|"
    r"From|After|Before|Since|Until|With|Without|Under|Last|Now|Today|Even|Only)\b"
)
# ... and after one of these only when no number follows: "No. 5", "p. 12".
_BEFORE_NUMBERS = ("no", "nos", "p")

_END = re.compile(r"[.!?…‽]+[”’»\")\]]*(?=\s|$)|[។៕。！？]+[”’»\")\]]*")
_BEFORE_STOP = re.compile(r"([^\W\d_][\w.]*)$")
_SAID_AFTER = re.compile(
    r"(?:[A-Z][\w’.-]*\s+){1,4}"
    r"(?:said|says|asked|told|wrote|writes|answered|replied|added|shouted|cried)\b"
)
_QUOTATION = re.compile(r"“[^“”]{1,600}”|«[^«»]{1,600}»")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as it is read. ``backed_by`` holds the addresses of its links and
    what its notes say; ``why`` names the rule by which it states a fact, if any;
    ``place`` is from where to where it stands in the Markdown it was read from."""

    text: str
    backed_by: tuple[str, ...] = ()
    why: str = ""
    place: tuple[int, int] | None = None

    @property
    def is_factual(self) -> bool:
        return bool(self.why)

    @property
    def key(self) -> str:
        return words_of(self.text)


def sentences(text: str) -> list[Sentence]:
    """The sentences of a Markdown text in reading order. A quotation stays whole, with
    who said it. Headings are no sentences, a row of a table is one."""
    places = markup.Places(text)
    return [
        replace(sentence, place=places.find(sentence.text))
        for passage in markup.passages(text)
        for sentence in _sentences_in(passage)
    ]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of one plain paragraph begins and ends, in characters."""
    start = 0
    for end in (*_ends(text), len(text)):
        found = text[start:end]
        if found.strip():
            begin = start + len(found) - len(found.lstrip())
            yield begin, begin + len(found.strip())
        start = end


def words_of(sentence: str) -> str:
    """The words alone, in lower case: two wordings with the same are the same
    sentence, whatever marks, spaces or capitals were changed in it."""
    plain = unicodedata.normalize("NFKC", sentence).casefold()
    kept = (letter if _is_of_a_word(letter) else " " for letter in plain)
    return " ".join("".join(kept).split())


def _is_of_a_word(letter: str) -> bool:
    kind = unicodedata.category(letter)
    return kind[0] in "LNM" or kind == "Sc" or letter == "%"


def _sentences_in(passage: markup.Passage) -> Iterator[Sentence]:
    start = 0
    for end in (*_ends(passage.text), len(passage.text)):
        text = " ".join(passage.text[start:end].split())
        if _LETTER.search(text) or any(letter.isdigit() for letter in text):
            yield Sentence(text, _backing(passage, start, end), why_factual(text))
        start = end


def _backing(passage: markup.Passage, start: int, end: int) -> tuple[str, ...]:
    """The links that cover any of these words, and the notes called among them. An
    address to write to is no source."""
    found = (
        link.where
        for link in passage.links
        if (link.start < end and start < link.end) or link.start == link.end == end
    )
    return tuple(
        where for where in dict.fromkeys(found) if not where.startswith("mailto:")
    )


def _ends(text: str) -> Iterator[int]:
    quoted = [found.span() for found in _QUOTATION.finditer(text)]
    for found in _END.finditer(text):
        within = any(
            start < found.start() and found.end() < end for start, end in quoted
        )
        if not within and _ends_there(text, found):
            yield found.end()


def _ends_there(text: str, found: re.Match[str]) -> bool:
    rest = text[found.end() :].lstrip()
    mark = found[0]
    if not rest or mark[0] in "។៕。！？":
        return True
    if rest.lstrip("“‘«\"'([")[:1].islower():
        return False
    if mark[-1] in "”»" and _SAID_AFTER.match(rest):
        return False
    if mark != ".":
        return True
    before = _BEFORE_STOP.search(text[max(0, found.start() - 40) : found.start()])
    return before is None or _may_end_with(before[1], rest)


def _may_end_with(word: str, rest: str) -> bool:
    plain = word.lower()
    if plain in _NEVER:
        return False
    if plain in _BEFORE_NUMBERS:
        return not rest[:1].isdigit()
    is_initial = (len(word) == 1 and word.isupper()) or re.fullmatch(r"(\w\.)+\w", word)
    if plain in _SELDOM or is_initial:
        return bool(_BEGINS.match(rest.lstrip("“‘«")))
    return True


# Judging. Each rule: its name, as the author reads it, and what it looks for.

# A small number in words is a turn of phrase ("two objections") until it counts what
# somebody keeps a record of.
_SMALL = r"(?:one|two|three|four|five|six|seven|eight|nine|ten)"
_GREAT = (
    r"(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|dozens?|hundreds?|"
    r"thousands?|millions?|billions?|trillions?)"
)
_PART = r"(?:hal(?:f|ves)|thirds?|quarters?|fifths?|tenths?)"
_UNIT = (
    r"(?:per ?cent|percentage|dollars?|cents?|riels?|baht|dong|euros?|pounds?|hours?|"
    r"days?|weeks?|months?|years?|decades?|centur(?:y|ies)|(?:kilo|centi|milli)?"
    r"met(?:re|er)s?|miles?|hectares?|acres?|tonnes?|tons?|kilos?|kilograms?|grams?|"
    r"lit(?:re|er)s?|degrees|megawatts?|kilowatts?)"
)
_COUNTED = (
    r"(?:deaths?|dead|families|households|villagers|residents|refugees|citizens|"
    r"soldiers|troops|officers|officials|workers|employees|prisoners|voters|votes|"
    r"patients|cases|victims|casualties|arrests|schools|hospitals|clinics|villages|"
    r"communes|districts|provinces|dams|lawsuits|(?:\w+ )?(?:people|men|women|children|"
    r"boys|girls)(?= (?:(?:have|had|has|were|was|are) )?(?:dead|die|died|drowned|"
    r"killed|injured|hurt|wounded|arrested|jailed|missing|lost|left|voted|fled)\b))"
)
_FIGURE = re.compile(
    rf"\d|%|\bper ?cent\b|(?<!\bat )(?<!\bpast )\b{_GREAT}\b(?!-year-old)"
    rf"|\b{_SMALL}[ -](?:(?:and a half|full|square|cubic|whole|of its|"
    rf"of the|[a-z]+ed) )?"
    rf"(?:{_UNIT}|{_COUNTED})\b(?!-old)"
    rf"|\b(?:one|two|three) in {_SMALL}\b(?! the)"
    rf"|\b(?:by|than|an?|one|two|three|four)(?: \w+)? {_PART}\b(?! dozen)"
    rf"(?= (?:of|is|are|was|were|have|has|had|more|less|fewer)\b|[,.;:)])"
    rf"|\b(?:half|most|(?:the|a) (?:\w+ )?(?:majority|minority)) of (?:them|us|"
    r"(?:the|all|its|their|our|those|these)\b)"
    r"|\btwice (?:as|the|what)\b|\b(?:doubled|tripled|trebled|quadrupled|halved)\b"
    r"|\b(?:costs?|paid|pays|earns?|earned|lost) half\b"
    r"|\b(?:more|less|fewer|higher|lower) than "
    r"(?:half|an? third|any other|the \w+ of)\b",
    re.IGNORECASE,
)
_MONTH = (
    "January|February|March|April|June|July|August|September|October|November|December"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH}|(?:in|since|by|until|last|this|of|early|late) May)\b"
    r"|(?<!\beach )(?<!\bevery )\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|(?i:\b(?:last|this) (?:week|month|year|decade|century|spring|"
    r"summer|autumn|winter)\b|(?<!\blong )\b(?:days?|weeks?|months?|years?|decades?|"
    r"centur(?:y|ies)) ago\b)"
)
_QUOTED = re.compile(r"(?:“|«)[^”»]*\w+\s+\w+\s+\w+[^”»]*(?:”|»)")
# Of what he or she says the sentence before knows who it is; "found" and "said" after
# these words are no reports.
_NOBODY = (
    r"(?:I|we|you|he|she|it|they|who|whom|which|that|this|these|those|there|what|"
    r"(?:some|no|any|every)(?:body|one|thing)|one|others|all|both|none|"
    r"am|is|are|was|were|be|been|being|has|have|had|having|do|does|did|can|could|may|"
    r"might|will|would|shall|should|must|to|not|never|ever|once|and|or|but|if|as|when|"
    r"where|than|then|so|how|why|also|only|even|just|in|on|at|of|for|by|from|with|the|"
    r"a|an|my|our|your|his|her|its|their|best|well|often|newly|easily)(?:[’']\w+)?"
)
_TOLD = (
    r"(?:said|says|told|found|reported|announced|claimed|warned|estimated|showed|"
    r"reveals|revealed|confirmed|denied|admitted|wrote|testified|ruled|concluded|"
    r"recorded|acknowledged|published|(?:finds|reports|claims|estimates|shows)"
    r"(?= (?:that|how|why|what|an?|the|no|little|its?|their|\d)))"
)
_ATTRIBUTED = re.compile(
    rf"\baccording to\b|\b(?!{_NOBODY}\b)[^\W\d_][\w’'-]*,? "
    rf"(?:(?:has|have|had|was|were|also|later|never|then|now|recently|once) )"
    rf"{{0,2}}{_TOLD}\b"
    rf"|^(?-i:The|An?|[A-Z]\w+ [A-Z]\w+) [^,;:“”]{{3,60}} and {_TOLD}\b",
    re.IGNORECASE,
)
_MOST = (
    r"(?:largest|biggest|smallest|highest|lowest|longest|shortest|oldest|youngest|"
    r"richest|poorest|deepest|fastest|slowest|cheapest|deadliest|busiest|earliest)"
)
# Only of a thing of the world: "the largest lake in the region", not "the first date".
_SUPERLATIVE = re.compile(
    rf"\b(?:the|its|their)(?: (?:world|country)[’']s)? {_MOST} (?:[\w-]+ ){{1,3}}"
    r"(?:in|of|on|anywhere|ever|outside|between)\b"
    r"|\b(?:the|its|their) (?:first|only|sole) (?!(?:one|time|thing|way|day|date|"
    r"question|answer|reason|place|part|word|line|kind) )(?:[\w-]+ ){1,3}"
    r"(?:in|on|ever|over|across|between|anywhere|to (?:be|become|have|win|hold))\b"
    r"|\b(?:world|nation|country|kingdom|region|province|city|town|district|"
    r"(?-i:[A-Z]\w+))"
    rf"[’']s (?:first|only|sole|{_MOST}) \w"
    r"|\b(?:second|third)[- ](?:largest|biggest|highest|longest|oldest|poorest)\b"
    r"|^For the first time\b|\bfor the first time (?:in|since|ever)\b|\bnever before\b",
    re.IGNORECASE,
)
_DONE = (
    "accused|acquired|adopted|appointed|approved|arrested|attacked|banned|became|began|"
    "beat|blocked|bought|broke|built|cancelled|closed|collapsed|convicted|crossed|cut|"
    "died|dismissed|doubled|elected|ended|expelled|failed|fell|fired|flooded|founded|"
    "gave|hired|invaded|invested|jailed|joined|killed|launched|left|lost|married|met|"
    "moved|opened|ordered|owned|owns|paid|passed|pledged|promised|raided|received|"
    "refused|rejected|resigned|rose|sacked|seized|sent|sentenced|signed|sold|spent|"
    "started|stopped|suspended|took|voted|withdrew|won"
)
_NAME = (
    r"(?<![.!?…] )(?<!^)(?<!^[(“«])\b(?!I[’'])[A-Z][\w’-]+"
    r"|^(?!I[’'])[A-Z][\w’-]+ [A-Z][\w’-]+"
)
_NAMED = re.compile(
    rf"^(?=.*(?:{_NAME}))(?=.*\b(?:{_DONE}|(?:was|were|been) \w+(?:ed|en)|"
    r"(?:has|have|had) (?:not |never )?\w+(?:ed|en|d|t))\b)"
)

RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("It quotes somebody", _QUOTED),
    ("It says who said or found it", _ATTRIBUTED),
    ("It gives a figure", _FIGURE),
    ("It gives a date", _DATE),
    ("It says what is first, only or largest", _SUPERLATIVE),
    ("It says what somebody did", _NAMED),
)
# What somebody said is a fact also where they said what should be.
_BEFORE_OPINION = 2

_ASKED = re.compile(r"[?？][”’»\")\]]*$")
_OPINION = re.compile(
    r"\b(?:should(?:n[’']t)?|ought to|must(?! have\b)|let us|let[’']s|we need to|"
    r"it is time|I (?:think|believe|hope|fear|suspect|wish|feel|argue|propose|doubt|"
    r"would|suppose|want|ask|do not (?:think|believe))|in my (?:view|opinion)|"
    r"to my mind|perhaps|maybe|may well|might)\b|^(?:And |So |But )?Let\b",
    re.IGNORECASE,
)


def why_factual(sentence: str) -> str:
    """By which rule it states a fact, in words; empty when none says so. A question
    states none; what ought to be, or what one thinks, only where it is quoted."""
    if _ASKED.search(sentence):
        return ""
    is_opinion = _OPINION.search(sentence)
    rules = RULES[:_BEFORE_OPINION] if is_opinion else RULES
    return next((name for name, looks_for in rules if looks_for.search(sentence)), "")


def is_factual(sentence: str) -> bool:
    return bool(why_factual(sentence))
