"""Which words in a column may make it dangerous to print?

Lists a person can read and change, matched by whole words in English. They err on
the side of showing: a person looks at the passage and says what it is worth.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

NEAR = 240  # characters between a word and the person it may be said of
AROUND = 110  # characters of a passage shown before and after the words


@dataclass(frozen=True, slots=True)
class Kind:
    """One sort of danger. A ``*`` ends a word that may go on. Where ``of_somebody``
    is set, the words count only near somebody who could be found by them."""

    key: str
    name: str
    why: str
    words: str
    of_somebody: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """One place in a text: the danger, its words as listed, and the passage."""

    kind: Kind
    listed: str
    about: str
    passage: str
    start: int

    @property
    def key(self) -> str:
        """The same for the same words about the same person."""
        return ":".join(filter(None, (self.kind.key, self.listed, self.about)))


# One phrase between semicolons.
KINDS = (
    Kind(
        "crime",
        "Crime or corruption",
        "It may say of somebody readers can find that they broke the law. The accused "
        "may sue, and must be asked for their side.",
        "corrupt*; brib*; embezzl*; fraud*; defraud*; launder*; kickback*; extort*; "
        "blackmail*; thief; thieves; theft*; stole; stolen; steal*; loot*; smuggl*; "
        "traffick*; murder*; killer*; killed; assassinat*; rape; raped; rapist*; "
        "sexual assault*; sexually assault*; sexual harass*; harass*; molest*; "
        "assault*; perjur*; under oath; forged; forger*; tortur*; terroris*; war "
        "crime*; crimes against humanity; genocid*; criminal*; crime*; broke the law; "
        "illegal*; unlawful*; land grab*; grabbed land; scam*; swindl*; tax evasion; "
        "evad* tax*; insider trading; cheat*; misappropriat*; abuse of power; abuse "
        "of office; abused his; abused her; collu*; accomplice*; graft; rigged; vote "
        "rigging; plagiari*; arson*; cartel*; mafia; gangster*; spy; spies; spied; "
        "espionage; traitor*; treason*; cronyism; nepotism; pocketed; bought votes",
        of_somebody=True,
    ),
    Kind(
        "incompetence",
        "Professional incompetence",
        "It may say of somebody that they are bad or dishonest at their work, which "
        "the law of libel treats as it treats a crime.",
        "incompeten*; negligen*; malpractice; unfit; unqualified; botch*; bungl*; "
        "misdiagnos*; struck off; reckless*; misconduct; dereliction; dishonest*; "
        "liar*; lied; quack*; charlatan*; falsif*; fabricat*; derelict*; covered up; "
        "cover up",
        of_somebody=True,
    ),
    Kind(
        "private",
        "Private life, health or minors",
        "It may tell of somebody’s family, illness or bed what is nobody’s business, "
        "or let a child be known.",
        "extramarital; mistress*; adulter*; divorc*; love affair*; an affair; sex "
        "life; sexual orientation; is gay; was gay; is a lesbian; outed; pregnan*; "
        "abortion; hiv; aids; mental illness; mentally ill; psychiatric; dementia; "
        "alcoholi*; drunk*; addict*; overdose*; suicid*; cancer; diagnos*; "
        "schizophren*; medical record*; a minor; minors; underage; under age; "
        "schoolgirl*; schoolboy*; his daughter*; her daughter*; his son*; her son*; "
        "his children; her children; home address; illegitimate",
        of_somebody=True,
    ),
    Kind(
        "court",
        "A live court case",
        "Words about a case that is not over can be contempt of court, and can spoil "
        "a trial.",
        "on trial; awaiting trial; pre trial; stands accused; the trial of; "
        "defendant*; the accused; indict*; arraign*; charged with; facing charges; "
        "faces charges; prosecut*; verdict*; plaintiff*; lawsuit*; sued; suing; court "
        "case*; before the court*; in court; acquit*; convicted; sentenced; remanded; "
        "on bail; jury; subpoena*; sub judice; contempt of court",
    ),
    Kind(
        "leak",
        "A leaked document",
        "What it rests on may be somebody’s secret: who may have it, who may print it, "
        "and is it real?",
        "leaked; whistleblow*; whistle blow*; classified; confidential; secret "
        "document*; secret memo*; secret file*; internal memo*; internal document*; "
        "internal e mail*; internal email*; internal report*; shown to me; off the "
        "record; not for publication; top secret; state secret*; private "
        "correspondence; hacked",
    ),
    Kind(
        "crown",
        "Monarchy or national security",
        "There are laws of their own about the throne and the safety of the state, and "
        "they reach the paper as well as the author.",
        "king; queen; monarch*; royal*; crown prince*; palace; throne; his majesty; "
        "her majesty; lese majeste; lèse majesté; national security; official secrets; "
        "state security; sedition*; seditious; separatis*; secession*; insulting the",
    ),
    Kind(
        "force",
        "A call for force",
        "Readers may take it as a call to hurt people, and so may a court.",
        "by force; use of force; show of force; overwhelming force; military force; "
        "send* in the troops; send* the troops; send* troops; deploy* troops; deploy* "
        "the military; deploy* the army; send* in the army; take up arms; taking up "
        "arms; rise up; armed uprising; insurrection*; invade; air strike*; "
        "airstrike*; bomb; bombing; open fire; shoot; shot on sight; crush them; wipe "
        "out; wiped out; lynch*; martial law; go to war; declare war; no quarter; "
        "restore order; strike back; burn it down; hang them",
    ),
    Kind(
        "election",
        "An election",
        "Is there a day before the vote on which nothing may be said for or against "
        "anybody, and is it near?",
        "election day; polling day; polling station*; eve of the election; ballot*; "
        "vote for; vote against; votes for; candidate*; exit poll*; opinion poll*; by "
        "election*; general election*; commune election*; presidential election*; "
        "election campaign*; cooling off; the polls open; go to the polls",
    ),
    Kind(
        "advice",
        "Health or money advice",
        "Somebody may do what it says and be harmed by it: does it hold, and who says "
        "so?",
        "dose*; dosage*; vaccin*; cure; cures; cured; stop taking; should take; "
        "ivermectin; antibiotic*; detox*; food supplement*; dietary supplement*; "
        "miracle; remedy; remedies; herbal; invest in; should invest; buy shares; buy "
        "gold; bitcoin; crypto*; guaranteed return*; your savings; your pension; stock "
        "tip*; you should buy; put your money; get rich",
    ),
)

_OFFICES = """
minister; ministers; governor; mayor; senator; senators; judge; judges; prosecutor;
general; commissioner; president; chairman; chairwoman; chair; director; headmaster;
headmistress; owner; tycoon; company; bank; doctor; surgeon; professor; lawmaker;
lawmakers; deputy; officer; officers; police chief; village chief; commune chief;
ambassador; bishop; monk; editor; chief executive; couple; neighbour; neighbor
"""
_WORD = re.compile(r"[^\W_]+")
# Two or more names in a row, or a title and a name. The lengths are bounded: a text
# may be one word of a hundred thousand letters.
_PART = r"[A-Z][\w’'-]{1,40}"
NAME = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Dr|Prof|Sir|Lord|Lady|Okhna|Oknha|Samdech)\.?[ ]{_PART}"
    rf"|{_PART}(?:[ ](?:(?:al|bin|de|der|du|van|von|la)[ ])?{_PART}){{1,4}})"
)
_ADDRESS = re.compile(r"\]\([^)\s]{0,2000}\)|https?://\S{0,2000}")
_MARKS = re.compile(r"[*_`#>\[\]]+")
_YOUNG = re.compile(
    r"\b(?:[1-9]|1[0-7]|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|"
    r"fifteen|sixteen|seventeen)[- ]year[- ]olds?\b",
    re.IGNORECASE,
)
_BREAK = re.compile(r"[.!?]\s|\n")


def plain(text: str) -> str:
    """The words of a Markdown text, without its addresses and marks."""
    return _MARKS.sub("", _ADDRESS.sub(" ", text)).replace("\r", "")


@lru_cache(maxsize=64)
def found_in(text: str) -> tuple[Hit, ...]:
    """Every place that one of the lists knows, in reading order. Time grows with the
    length of the text alone: 30,000 words take about a tenth of a second."""
    text = plain(text)
    words = [
        (found[0].casefold(), found.start(), found.end())
        for found in _WORD.finditer(text)
    ]
    people = _People(text, words)
    hits = [
        Hit(kind, listed, about, passage(text, start, end), start)
        for kind, listed, start, end in (*_matches(_LISTS, words), *_young(text))
        if (about := people.near(start) if kind.of_somebody else "") is not None
    ]
    return tuple(sorted(hits, key=lambda hit: hit.start))


def names_in(text: str) -> list[str]:
    """Who may be meant: runs of capitalised names, each once, in reading order."""
    return list(dict.fromkeys(_named(found[0]) for found in NAME.finditer(plain(text))))


def passage(text: str, start: int, end: int) -> str:
    """The words with what stands around them, to the ends of their sentence."""
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    breaks = [found.end() for found in _BREAK.finditer(before)]
    stop = _BREAK.search(after)
    if breaks:
        before = before[breaks[-1] :]
    elif start > AROUND:
        before = "… " + before.partition(" ")[2]
    if stop:
        after = after[: stop.start() + 1]
    elif end + AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return " ".join(f"{before}{text[start:end]}{after}".split())


class _List:
    """Phrases by their first word, so that each word of a text is looked up once."""

    def __init__(self) -> None:
        self.whole: dict[str, list[tuple[Kind, str, Sequence[str]]]] = {}
        self.stems: dict[str, list[tuple[Kind, str, Sequence[str]]]] = {}
        self.lengths: set[int] = set()

    def add(self, kind: Kind, phrases: str) -> None:
        for phrase in (" ".join(each.split()) for each in phrases.split(";")):
            first, *rest = phrase.split()
            row = (kind, phrase, rest)
            if first.endswith("*"):
                self.stems.setdefault(first[:-1], []).append(row)
                self.lengths.add(len(first) - 1)
            else:
                self.whole.setdefault(first, []).append(row)

    def begun_by(self, word: str) -> Iterable[tuple[Kind, str, Sequence[str]]]:
        yield from self.whole.get(word, ())
        for length in self.lengths:
            if length <= len(word):
                yield from self.stems.get(word[:length], ())


Found = tuple[Kind, str, int, int]
Words = Sequence[tuple[str, int, int]]


def _matches(of: _List, words: Words) -> Iterator[Found]:
    for place, (word, start, end) in enumerate(words):
        for kind, listed, rest in of.begun_by(word):
            after = words[place + 1 : place + 1 + len(rest)]
            if len(after) == len(rest) and all(
                _is(wanted, each[0]) for wanted, each in zip(rest, after, strict=True)
            ):
                yield kind, listed, start, after[-1][2] if after else end


def _is(wanted: str, word: str) -> bool:
    if wanted.endswith("*"):
        return word.startswith(wanted[:-1])
    return word == wanted


def _young(text: str) -> Iterator[Found]:
    kind = next(each for each in KINDS if each.key == "private")
    for found in _YOUNG.finditer(text):
        yield kind, "a child’s age", found.start(), found.end()


class _People:
    """Where in a text somebody stands whom readers could find."""

    def __init__(self, text: str, words: Words) -> None:
        found = [(each.start(), _named(each[0])) for each in NAME.finditer(text)]
        found += [(start, listed) for _, listed, start, _ in _matches(_HOLDERS, words)]
        self.found = sorted(found)
        self.starts = [start for start, _ in self.found]

    def near(self, start: int) -> str | None:
        """Who stands nearest, if near enough; a name before an office."""
        low = bisect_left(self.starts, start - NEAR)
        high = bisect_left(self.starts, start + NEAR)
        around = self.found[max(low, high - 40) : high]
        if not around:
            return None
        names = [each for each in around if each[1][:1].isupper()] or around
        return min(names, key=lambda each: abs(each[0] - start))[1]


_SMALL = frozenset(
    """The A An It Its He She They We You I In On At By As If So But And Or Yet That
    This These Those There Then When While Where What Who Why How No Not One For From
    After Before Since Until With Without Under Last Now Today Even Only His Her Their
    Our My Your All Every Each Both Few Some Many Most""".split()  # noqa: SIM905
)


def _named(found: str) -> str:
    """The name without a word that only begins the sentence, or a genitive."""
    first, _, rest = found.partition(" ")
    name = rest if first in _SMALL and rest else found
    return re.sub(r"[’']s?$", "", name)


_LISTS, _HOLDERS = _List(), _List()
for _kind in KINDS:
    _LISTS.add(_kind, _kind.words)
_HOLDERS.add(Kind("office", "An office", "", _OFFICES), _OFFICES)
