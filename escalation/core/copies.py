"""The words of every text message, French and English side by side, written by hand:
the budget is bytes, so these are product copy and not msgids. What is made of them is
in core/texts.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """The words of one language. Longer variants come first."""

    days: tuple[str, ...]
    clock: str
    exercise: str
    cases: dict[str, str]
    # in place of a title that only those behind the link may read
    sensitive: str
    # why this person is called, where she is not the one on call
    reasons: dict[str, tuple[str, str]]
    call_back: str
    # before the link: with one-way senders, then with senders one can answer
    one_way: tuple[str, str]
    two_way: tuple[str, str]
    # the same to whoever replaces a colleague, the fullest first
    confirm: tuple[tuple[str, ...], tuple[str, ...]]
    somebody: str
    replies: dict[str, str]
    # what proves a number: never with a link; what tries it out: with one
    code: str
    tests: dict[str, str]
    # news of the rota that cannot wait for an e-mail
    urgent: dict[str, str]
    seats: dict[str, str]
    # from the present moment, from another one
    since: tuple[str, str]


FRENCH = Copy(
    days=("lun", "mar", "mer", "jeu", "ven", "sam", "dim"),
    clock="%Hh%M",
    exercise="EXERCICE - ",
    cases={"crisis": "CRISE", "user_info": "INFO USAGERS"},
    sensitive="appel sensible",
    reasons={
        "fallback": (
            "Personne d'astreinte, vous êtes prévenu(e).",
            "Personne d'astreinte: à vous.",
        ),
        "offer": ("{by} vous demande de prendre le relais.", "Relais de {by}."),
        "cell": ("Cellule de crise: {by}.", "Cellule de crise."),
    },
    call_back="Rappeler {phone}.",
    one_way=("Je prends / je ne peux pas: ", ""),
    two_way=(
        "Répondre OUI (je prends), NON, ou ouvrir ",
        "Répondre OUI, NON ou lien: ",
    ),
    confirm=(
        ("Confirmez: ", ""),
        ("Répondre OUI, NON ou lien: ", "OUI, NON: ", ""),
    ),
    somebody="quelqu'un d'autre",
    replies={
        "taken": "{code}: c'est noté, vous prenez en charge. La suite est derrière "
        "le lien du SMS. NON pour passer la main.",
        "already_taken": "{code}: déjà pris en charge par {owner} à {time}. Vous "
        "n'avez rien à faire, merci.",
        "passed": "{code}: c'est noté, nous appelons quelqu'un d'autre. Merci.",
        "touched": "{code}: c'est noté, vous vous en occupez encore. NON pour passer "
        "la main.",
        "stays": "{code}: c'est noté, {owner} garde l'appel. Merci.",
        "joined": "{code}: c'est noté, vous rejoignez la cellule de crise. La suite "
        "est derrière le lien du SMS. NON si vous ne pouvez plus.",
        "seat_taken": "{code}: ce rôle est déjà pris dans la cellule de crise. Vous "
        "n'avez rien à faire, merci.",
        "cell_link": "{code}: vous rejoignez la cellule de crise. La suite est ici: "
        "{link}",
        "hers": "{code}: {owner} a l'appel, pris à {time}. Pour le reprendre, ouvrez "
        "le lien du SMS.",
        "gone": "{code}: vous n'êtes plus dans l'équipe, votre réponse ne change rien. "
        "Merci.",
        "closed": "{code}: c'est déjà terminé. Vous n'avez rien à faire.",
        "which_one": "Plusieurs appels sont en cours: {codes}. Répondez OUI ou NON "
        "suivi du code, par exemple OUI {first}.",
        "help": "Pas compris. Répondez OUI pour prendre l'appel en charge, NON pour "
        "passer la main, ou ouvrez le lien du SMS.",
        "news": "{code}: du nouveau du service qui a appelé. {link}",
        "over": "{code}: le service qui a appelé dit que c'est terminé. Message de "
        "fin, puis clôture: {link}",
        "link": "{code}: vous avez pris l'appel. La suite est ici: {link}",
        "asked_again": "{code}: où en êtes-vous? Notez ce qui est fait, clôturez ou "
        "passez la main: {link}",
        "asked_to_reply": "{code}: où en êtes-vous? OUI: je m'en occupe, NON: "
        "appeler quelqu'un d'autre. Noter, clôturer: {link}",
        "handed_over": "{code}: {owner} a pris le relais. Vous n'avez plus rien à "
        "faire, merci.",
        "taken_over": "{code}: {owner} a repris l'appel. Vous n'avez plus rien à "
        "faire, merci.",
        "offer_refused": "{code}: {owner} ne peut pas, l'appel reste chez vous. {link}",
        "offer_unanswered": "{code}: {owner} n'a pas répondu, l'appel reste chez "
        "vous. {link}",
        "untouched": "{code}: pris par {owner} à {time}, sans nouvelles depuis. À "
        "vous de voir: {link}",
        "exercise_over": "{code}: exercice interrompu, un vrai appel est en cours. "
        "Plus rien à faire pour l'exercice.",
        "nothing_open": "Aucun appel en cours ne vous attend. Vous n'avez rien à "
        "faire.",
    },
    code="Astreinte: votre code est {code}. Il est valable 15 minutes. Ne le donnez à "
    "personne.",
    tests={
        "asked": "ESSAI d'astreinte, {moment}: ce SMS arrive bien, rien d'urgent. "
        "Confirmez d'un geste: {link}",
        "monthly": "ESSAI MENSUEL d'astreinte, {moment}: rien d'urgent. Confirmez d'un "
        "geste que ce SMS arrive: {link}",
    },
    urgent={
        "replacing": "{seat}: vous remplacez {name} {since} jusqu'à {until}. "
        "{confirm}{link}",
        "confirmed": "{seat}: c'est noté, vous remplacez {name} jusqu'à {until}. "
        "Merci.",
        "cannot": "{seat}: c'est noté, vous ne pouvez pas remplacer {name}. Le "
        "responsable est prévenu; d'ici là, les appels vous arrivent.",
        "moot": "{seat}: quelqu'un d'autre s'en charge, ou c'est terminé. Vous n'avez "
        "rien à faire, merci.",
        "several": "Plusieurs remplacements attendent votre réponse: ouvrez le lien de "
        "chaque SMS.",
        "unclear": "{seat}: pas compris. Vous remplacez {name}: répondez OUI pour "
        "confirmer, NON sinon, ou ouvrez le lien du SMS.",
        "replaced": "{seat}: {name} vous remplace {since}. Vous n'avez plus rien à "
        "faire, merci.",
        "unconfirmed": "{seat}: {name} n'a pas confirmé le remplacement. À vous de "
        "voir: {link}",
        "refused": "{seat}: {name} ne peut pas remplacer. À vous de voir: {link}",
    },
    seats={"on_call": "ASTREINTE", "backup": "RENFORT"},
    since=("maintenant", "dès {moment}"),
)
ENGLISH = Copy(
    days=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    clock="%H:%M",
    exercise="EXERCISE - ",
    cases={"crisis": "CRISIS", "user_info": "USER INFO"},
    sensitive="sensitive call",
    reasons={
        "fallback": (
            "Nobody is on call, so you are being told.",
            "Nobody on call: it's you.",
        ),
        "offer": ("{by} asks you to take it over.", "From {by}."),
        "cell": ("Crisis cell: {by}.", "Crisis cell."),
    },
    call_back="Call {phone}.",
    one_way=("I take it / I can't: ", ""),
    # never YES: providers read it as a subscription
    two_way=("Reply OK (I take it), NO, or open ", "Reply OK, NO or link: "),
    confirm=(("Confirm: ", ""), ("Reply OK, NO or link: ", "OK, NO: ", "")),
    somebody="somebody else",
    replies={
        "taken": "{code}: noted, you are taking it. What to do is behind the link "
        "you got. NO to hand it over.",
        "already_taken": "{code}: already taken by {owner} at {time}. Nothing for you "
        "to do, thank you.",
        "passed": "{code}: noted, we are calling somebody else. Thank you.",
        "touched": "{code}: noted, you are still on it. NO to hand it over.",
        "stays": "{code}: noted, {owner} keeps the call. Thank you.",
        "joined": "{code}: noted, you are joining the crisis cell. What to do is "
        "behind the link you got. NO if you cannot any more.",
        "seat_taken": "{code}: somebody has this role in the crisis cell already. "
        "Nothing for you to do, thank you.",
        "cell_link": "{code}: you are joining the crisis cell. What to do is here: "
        "{link}",
        "hers": "{code}: {owner} has had the call since {time}. To take it over, open "
        "the link you got.",
        "gone": "{code}: you have left the team, so your answer changes nothing. "
        "Thank you.",
        "closed": "{code}: it is over, already closed. Nothing for you to do.",
        "which_one": "Several calls are open: {codes}. Reply OK or NO and the code, "
        "for example OK {first}.",
        "help": "Not understood. Reply OK to take the call, NO to hand it over, or "
        "open the link you got.",
        "news": "{code}: news from the service that called. {link}",
        "over": "{code}: the service that called says that it is over. Tell the "
        "public, then close it: {link}",
        "link": "{code}: you have taken the call. What to do is here: {link}",
        "asked_again": "{code}: where do you stand? Note what is done, close it or "
        "hand it over: {link}",
        "asked_to_reply": "{code}: where do you stand? OK: still on it, NO: call "
        "somebody else. Note or close: {link}",
        "handed_over": "{code}: {owner} has taken over. Nothing more for you to do, "
        "thank you.",
        "taken_over": "{code}: {owner} took it over from you. Nothing more for you "
        "to do, thank you.",
        "offer_refused": "{code}: {owner} cannot, the call stays with you. {link}",
        "offer_unanswered": "{code}: {owner} has not answered, the call stays with "
        "you. {link}",
        "untouched": "{code}: taken by {owner} at {time}, no news since. Please "
        "look: {link}",
        "exercise_over": "{code}: the exercise stops, a real call is open. Nothing "
        "more to do for the exercise.",
        "nothing_open": "No open call is waiting for you. Nothing to do.",
    },
    code="Astreinte: your code is {code}. It is valid for 15 minutes. Give it to "
    "nobody.",
    tests={
        "asked": "On-call TEST, {moment}: this text arrives, nothing urgent. Confirm "
        "with one tap: {link}",
        "monthly": "Monthly on-call TEST, {moment}: nothing urgent. Confirm with one "
        "tap that this text arrives: {link}",
    },
    urgent={
        "replacing": "{seat}: you replace {name} {since} until {until}. "
        "{confirm}{link}",
        "confirmed": "{seat}: noted, you replace {name} until {until}. Thank you.",
        "cannot": "{seat}: noted, you cannot replace {name}. The lead is told; until "
        "then calls come to you.",
        "moot": "{seat}: somebody else has it, or it is over. Nothing for you to do, "
        "thank you.",
        "several": "Several replacements wait for your answer: open the link of each "
        "text.",
        "unclear": "{seat}: not understood. You replace {name}: reply OK to confirm, "
        "NO if you cannot, or open the link you got.",
        "replaced": "{seat}: {name} replaces you {since}. Nothing more for you to do, "
        "thank you.",
        "unconfirmed": "{seat}: {name} has not confirmed the replacement. Please "
        "look: {link}",
        "refused": "{seat}: {name} cannot replace. Please look: {link}",
    },
    seats={"on_call": "ON CALL", "backup": "BACKUP"},
    since=("now", "from {moment}"),
)
LANGUAGES = {"fr": FRENCH, "en": ENGLISH}
