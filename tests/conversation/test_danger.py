"""Which messages the rules see as immediate danger, and how rules and judge weigh together."""

from __future__ import annotations

import pytest

from bot.conversation.danger import _BEGINNINGS, DangerKinds, DangerRules, DangerWatch, Weights
from bot.guide.danger import DangerBank, DangerPatterns
from bot.guide.guide import Guide
from bot.matching.language import folded


@pytest.fixture(scope="module")
def rules(guide: Guide) -> DangerRules:
    return DangerRules(guide.danger.patterns, guide.danger.not_acute)


# Each pair: the danger, its kind, and the nearest thing that is none.
PAIRS = [
    ("en elev kom inn i klasserommet med kniv", "violence", "vi trenger nye kniver på kjøkkenet"),
    ("a man with a knife is in the yard", "violence", "knife and fork in first grade"),
    ("det er knivslagsmål ved busstoppet", "violence", "gutten har vært i slagsmål i høst, megling i vår"),
    ("han har brutt seg inn og vi er her", "violence", "innbrudd i boden, vi trenger ny lås"),
    ("faren sier at han kommer til å drepe kona", "violence", "romanen handler om drap"),
    ("kontoret brenner, det brenner her", "violence", "han brenner for saken"),
    ("vi har hørt skudd", "violence", "skolen ligger ved en skytebane"),
    ("pappa slår meg", "child", "det slår meg at hun er trøtt"),
    ("pappa kommer til å drepe meg", "child", "sjefen kommer til å drepe meg hvis rapporten er sen"),
    ("he locked me in and I am scared", "child", "the door was locked in the morning"),
    ("mor ristet babyen", "child", "far rister på hodet av oss"),
    ("toåringen er alene hjemme", "child", "tiåringen er hjemme en time etter skolen"),
    ("tør ikke gå hjem i dag", "child", "gruer seg til å gå hjem, for leksa er glemt"),
    ("ferske striper på ryggen og far venter i bilen", "child", "gamle striper på ryggen som er meldt"),
    ("hun ble voldtatt i natt", "child", "kurs om voldtekt for helsesykepleiere"),
    ("klokka er fem og ingen har hentet ham", "child", "hvem kan hente når foreldrene er skilt"),
    ("nybakt mor hører stemmer", "child", "far hører stemmer, men er godt behandlet"),
    ("han sender nakenbildene til alle hvis hun ikke betaler", "child", "hvordan snakker vi om bilder i åttende"),
    ("eit barn er bevisstlaust, ho pustar ikkje", "injury", "hva gjør vi hvis et barn ikke puster, lag en plakat"),
    ("he is not breathing", "injury", "first aid course about breathing"),
    ("hainn vakna itj", "injury", "han våkner seks ganger hver natt"),
    ("jenta blør fra hodet", "injury", "en elev hadde neseblod"),
    ("blodet stopper ikke", "injury", "det var rødbetsaft, ikke blod"),
    ("jeg får ikke kontakt med barnet", "injury", "jeg får ikke kontakt med barnevernet, de er i møte"),
    ("feberkrampe i ti minutter", "injury", "feberkramper informasjon"),
    ("jeg vil dø", "suicide", "hun sier at hun ikke vil dø"),
    ("eg vil døy", "suicide", "eg døyr av latter"),
    ("I don't want to live", "suicide", "I would like to live in the city"),
    ("hvor mange paracet er farlig", "suicide", "kan vi gi barn paracet med samtykke"),
    ("han har skrevet avskjedsbrev", "suicide", "avskjedsfest for lederen"),
    ("ho står på brua", "suicide", "brua er stengt"),
    ("treåringen har drukket lampeolje", "poison", "hvor skal lampeoljen stå"),
    ("svelget batteri", "poison", "røykvarsleren trenger nytt batteri"),
    ("she swallowed a magnet", "poison", "magnets in class"),
    ("guten åt sopp på tur", "poison", "soppturer med barn"),
    ("vi ga feil dose, dobbel dose", "poison", "hvem gir elevene medisin"),
    ("vi finner ikke treåringen", "missing", "jeg finner ikke skjemaet"),
    ("ongen e vækk", "missing", "votten er borte"),
    ("we counted twice, one is missing", "missing", "the keys are missing"),
    ("far er full og skal kjøre barnet hjem", "driving", "gruppa er full"),
    ("she is drunk and driving the kids home now", "driving", "who may drive the minibus"),
    ("mora e full å ska kjør no med ongan", "driving", "mora e full av energi"),
    ("hun skal giftes bort neste uke", "abroad", "søsteren gifter seg i fjor"),
    ("flyet går i natt og hun er livredd", "abroad", "flyet mitt er forsinket"),
    ("they will marry her off tomorrow", "abroad", "what is the age for getting married"),
    ("seksuelle overgrep pågår i hjemmet til eleven", "child", "kurs om overgrep som pågår over tid"),
    ("overgrep hjemme, far venter i bilen", "child", "overgrep som tema når alle har gått hjem"),
    ("vald i heimen akkurat no", "child", "kva er vald i heimen, spurte ein elev nett no"),
    ("akutt selvmordsfare hos elev", "suicide", "rutine ved akutt selvmordsfare"),
    ("selvskading på gruppa nå", "suicide", "selvskading har vi snakket om i høst"),
    ("forgiftning hos ettåring, hva nå", "poison", "plakat om forgiftninger"),
    ("mulig drukning, det skjer nå", "injury", "drukning er tema på foreldremøte nå i kveld"),
    ("mulig knivstikking, det skjer her nå", "violence", "foredrag om knivstikking"),
    ("barnebortføring pågår", "abroad", "informasjon om barnebortføring, mal for foreldremøte"),
    ("må jeg utlevere jenta til en mor som er ruset", "driving", "retningslinjer når mor er ruset, kan vi nekte"),
    ("jenta har kniv i lomma", "violence", "jenta har skåret ut en kniv av papp"),
    ("det brenner på loftet i skolen", "violence", "det brenner under føttene på ledelsen"),
    ("can we refuse a drunk father", "driving", "policy for drunk parents, may staff refuse"),
]  # fmt: skip


@pytest.mark.parametrize(("danger", "kind"), [(danger, kind) for danger, kind, _ in PAIRS])
def test_rules_see_danger(rules: DangerRules, danger: str, kind: str) -> None:
    sign = rules.look(danger)
    assert sign is not None and sign.kind == kind


@pytest.mark.parametrize("harmless", [harmless for _, _, harmless in PAIRS])
def test_rules_leave_what_is_like_it(rules: DangerRules, harmless: str) -> None:
    assert rules.look(harmless) is None


SURE = [
    ("barnet puster ikke", True), ("vi finner ikke treåringen", True), ("hun ligger bevisstløs", True),
    ("hun ligger bevistlløs", False), ("faren er politi og har våpen", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sure"), SURE)
def test_only_clear_words_are_enough_alone(rules: DangerRules, text: str, sure: bool) -> None:
    sign = rules.look(text)
    assert (sign is not None and sign.sure) == sure


CALM = [
    ("det skjedde i fjor", True), ("hva gjør vi hvis det brenner", True), ("det gikk bra med ham", True), ("dette haster ikke", True),
    ("boksen med tabletter er tom", False), ("spilleren falt", False), ("de filmer ham", False), ("han er meldt savnet", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "calm"), CALM)
def test_signs_of_calm(rules: DangerRules, text: str, calm: bool) -> None:
    assert rules.is_calm(text) == calm


def test_calm_quiets_the_rules_unless_it_is_now(rules: DangerRules) -> None:
    assert rules.look("toåringen var alene hjemme i fjor") is None
    assert rules.look("toåringen var alene hjemme i fjor og er det nå igjen") is not None


SMALL = DangerBank(
    acute={"child": ("noe med et barn",), "poison": ("drukket klor", "spist klor", "klor i munnen")},
    patterns=DangerPatterns.model_validate(
        {
            "groups": {"now": ["nå"], "stop": ["puster ikke"], "knife": ["kniv*"], "toy": ["leke*"]},
            "rules": [{"kind": "violence", "all": ["knife"], "none": ["toy"]}, {"kind": "injury", "all": ["stop"], "sure": True}],
            "calm": ["i fjor"],
        }
    ),
)
WEIGHED = [
    ("puster ikke", -9.0, "injury"),
    ("kniv", -1.0, "violence"), ("kniv", -3.0, None), ("lekekniv kniv leken", -1.0, None),
    ("noe helt annet", 1.5, "child"), ("noe helt annet", 0.5, None),
    ("noe helt annet i fjor", 1.5, None), ("noe helt annet i fjor", 3.5, "child"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "odds", "kind"), WEIGHED)
def test_rules_and_judge_weigh_together(text: str, odds: float, kind: str | None) -> None:
    watch = DangerWatch(SMALL, lambda _text, _suspected: odds, limit=1.0, weights=Weights(rule=3.0, calm=2.0))
    assert watch(text) == kind


STORIES = [
    ("Vi koser oss på tur. Alle spiser vaffel. Faren venter ved døra med et belte.", True),
    ("Vi koser oss på tur. Faren venter ved døra med et belte.", True),
    ("Vi koser oss på tur. Alle spiser vaffel. Ingen venter ved døra.", False),
    ("Vi koser oss på tur. Alle spiser vaffel. Et belte.", False),  # Too few words to tell of anything.
    ("Vi koser oss på tur mens faren venter ved døra med et belte", False),  # One sentence is judged as a whole.
]


@pytest.mark.parametrize(("text", "heard"), STORIES)
def test_danger_told_in_one_sentence_of_a_story_is_heard(text: str, heard: bool) -> None:
    def judge(told: str, _suspected: bool) -> float:
        return 4.0 if "belte" in told and "koser" not in told else -3.0

    watch = DangerWatch(SMALL, judge, limit=1.0, weights=Weights(alone=2.0))
    assert (watch(text) is not None) == heard


def test_the_sentences_of_what_is_plainly_calm_are_not_read_apart() -> None:
    read: list[str] = []

    def judge(told: str, _suspected: bool) -> float:
        read.append(told)
        return -8.0

    text = "Vi koser oss på tur. Alle spiser vaffel sammen."
    assert DangerWatch(SMALL, judge, limit=1.0)(text) is None
    assert read == [text]


def test_kind_by_words_and_the_general_one_when_unclear() -> None:
    kinds = DangerKinds(SMALL.acute)
    assert kinds.nearest("hun har klor i munnen") == "poison"
    assert kinds.nearest("noe skjer") == "child"
    assert DangerKinds({}).nearest("noe skjer") == "child"


def test_a_rule_may_not_name_an_unknown_group() -> None:
    with pytest.raises(ValueError, match="toy"):
        DangerPatterns.model_validate({"groups": {"a": ["x"]}, "rules": [{"kind": "child", "all": ["a"], "none": ["toy"]}]})


def test_no_phrasing_is_both_acute_and_not(guide: Guide) -> None:
    acute = {text.casefold() for _, text in guide.danger.phrasings}
    assert not acute & {text.casefold() for text in guide.danger.not_acute}


def test_no_group_is_passed_over_that_would_be_found(guide: Guide) -> None:
    groups = DangerRules(guide.danger.patterns)._groups
    for text in [*(text for _, text in guide.danger.phrasings), *guide.danger.not_acute]:
        flat = folded(text)
        beginnings = {word[:length] for word in flat.split() for length in _BEGINNINGS}
        for name, group in groups.items():
            assert group.is_in(flat, beginnings) == bool(group._pattern.search(flat)), (name, text)
