"""Why something is not well, in words: English, and French."""

import re
from dataclasses import dataclass

_TEXTS: dict[str, tuple[str, str]] = {
    "nobody": ("no process of it runs", "aucun de ses processus ne tourne"),
    "lost": (
        "its process on {host} has not been heard of for {seconds} s",
        "son processus sur {host} ne donne plus signe de vie depuis {seconds} s",
    ),
    "late": (
        "messages wait for {seconds} s until they are handled",
        "les messages attendent {seconds} s avant d'être traités",
    ),
    "pile": ("{count} messages wait in its queues", "{count} messages attendent dans ses files"),
    "deaf": ("nobody consumes {count} of its queues", "personne ne consomme {count} de ses files"),
    "outbox": (
        "messages have waited for {seconds} s to go out",
        "des messages attendent depuis {seconds} s d'être envoyés",
    ),
    "effects": (
        "calls to partners are {seconds} s late",
        "les appels aux partenaires ont {seconds} s de retard",
    ),
    "full": (
        "its store of failed messages is full",
        "son dépôt de messages en échec est plein",
    ),
    "resting": (
        "{count} partners keep failing and are left alone",
        "{count} partenaires sont en échec et laissés au repos",
    ),
    "broker": ("the broker cannot be reached", "le courtier de messages est injoignable"),
    "member": ("{count} of its members do not answer", "{count} de ses membres ne répondent pas"),
    "unseen": (
        "nobody has looked at it for {seconds} s: operations does not work",
        "personne ne l'a observé depuis {seconds} s : operations ne travaille pas",
    ),
    "missing": ("{count} queues are missing", "{count} files manquent"),
}

_SAID_BY_PROCESSES: tuple[tuple[str, str], ...] = (
    (
        r"consumers are not attached to all queues",
        "les consommateurs ne sont pas attachés à toutes les files",
    ),
    (r"the broker takes no messages", "le courtier ne prend pas de messages"),
    (r"the database is away", "la base de données est injoignable"),
    (r"the database does not answer", "la base de données ne répond pas"),
    (r"the ladder of delays does not take (\d+) messages", r"l'échelle des délais refuse \1 messages"),
    (
        r"messages have waited for (\d+) s in the outbox",
        r"des messages attendent depuis \1 s dans la boîte d'envoi",
    ),
    (
        r"requests are not being stored by this process",
        "ce processus n'enregistre pas les demandes",
    ),
    (r"the log of events cannot be followed", "le journal des événements ne peut être suivi"),
    (r"nothing follows the log of events", "rien ne suit le journal des événements"),
    (r"the engine has not turned for (\d+) s", r"le moteur est immobile depuis \1 s"),
    (r"the (\w[\w ]*) stopped.*", r"l'organe « \1 » s'est arrêté"),
)


@dataclass(frozen=True, slots=True)
class Reason:
    """The same in both languages. code: stable, for programs."""

    code: str
    en: str
    fr: str


def reason(code: str, **values: object) -> Reason:
    """One of our own."""
    en, fr = _TEXTS[code]
    return Reason(code, en.format_map(values), fr.format_map(values))


def told_by(host: str, words: str) -> Reason:
    """What a process says of itself, and where."""
    french = words
    for pattern, fr in _SAID_BY_PROCESSES:
        found = re.fullmatch(pattern, words)
        if found:
            french = found.expand(fr)
            break
    return Reason("process", f"on {host}: {words}", f"sur {host} : {french}")
