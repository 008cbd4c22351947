"""What a text gives away: every detector on what it suspects, in the text as it is typed and as it reads, judged by what may be told."""

import fnmatch
import ipaddress
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tracker.model.leaks import Leak
from tracker.model.vocabulary import LeakKind
from tracker.views.firewall.customers import Customers
from tracker.views.firewall.emails import email_spans
from tracker.views.firewall.folding import folded
from tracker.views.firewall.networks import ip_spans
from tracker.views.firewall.paths import path_spans
from tracker.views.firewall.phones import REGIONS, phone_spans
from tracker.views.firewall.secrets import secret_spans
from tracker.views.firewall.suspicion import suspects

Spans = Iterator[tuple[int, int, str]]
MARK = re.compile("|".join(re.escape(kind.mark) for kind in LeakKind))


@dataclass(frozen=True)
class Wall:
    """What may be told, and what is looked for beside the formats that everybody knows."""

    allow: Sequence[str] = ()
    """Patterns; `*` stands for anything."""
    told: Collection[str] = frozenset()
    """Our own addresses and numbers (E.164), which we publish anyway."""
    untold: Collection[str] = frozenset()
    """Our own addresses and numbers that no page names."""
    customers: Sequence[str] = ()
    versions: Collection[str] = frozenset()
    """Versions of our products, some of which look like IP addresses."""
    regions: Sequence[str] = REGIONS
    """Whose telephone numbers are known when they stand without a country."""

    @cached_property
    def _customers(self) -> Customers:
        return Customers(self.customers)

    @cached_property
    def _allowed(self) -> "_Allowed":
        return _Allowed.of(self.allow)

    def suspects(self, text: str, kinds: Collection[LeakKind] = tuple(LeakKind)) -> set[LeakKind]:
        """Which of the kinds the text may give away: quickly, and rather too many."""
        found = suspects(text, kinds)
        return found | {LeakKind.CUSTOMER} if LeakKind.CUSTOMER in kinds and self._customers.may_stand_in(text) else found

    def leaks(self, text: str, kinds: Collection[LeakKind] | None = None) -> tuple[Leak, ...]:
        """What the text gives away, sorted; pieces may overlap. Where kinds are named, no other is looked for."""
        wanted = self.suspects(text) if kinds is None else self.suspects(text, kinds)
        if not wanted:
            return ()
        found = set(self._found(text, wanted))
        if (reads := folded(text)) is not None:
            found |= {Leak(*reads.span(leak.start, leak.end), leak.kind) for leak in self._found(reads.text, wanted)}
        marks = [m.span() for m in MARK.finditer(text)]
        return tuple(sorted(leak for leak in found if not any(start <= leak.start and leak.end <= end for start, end in marks)))

    def _found(self, text: str, kinds: Iterable[LeakKind]) -> Iterator[Leak]:
        detectors: Mapping[LeakKind, Callable[[str], Spans]] = {
            LeakKind.EMAIL: email_spans,
            LeakKind.PHONE: lambda given: phone_spans(given, self.regions),
            LeakKind.IP_ADDRESS: lambda given: ip_spans(given, self.versions),
            LeakKind.CUSTOMER: self._customers.spans,
            LeakKind.SECRET: secret_spans,
            LeakKind.PATH: path_spans,
        }
        for kind in kinds:
            for start, end, value in detectors[kind](text):
                if not self._may_be_told(value, kind):
                    yield Leak(start, end, kind)

    def _may_be_told(self, value: str, kind: LeakKind) -> bool:
        if self._allowed.covers(value, kind):
            return True
        return value in self.told and value not in self.untold


@dataclass(frozen=True)
class _Allowed:
    patterns: tuple[re.Pattern[str], ...] = ()
    networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    numbers: frozenset[str] = field(default_factory=frozenset)

    @classmethod
    def of(cls, given: Iterable[str]) -> "_Allowed":
        patterns, networks, numbers = [], [], set()
        for each in given:
            try:
                networks.append(ipaddress.ip_network(each, strict=False))
            except ValueError:
                patterns.append(re.compile(fnmatch.translate(each.replace("[", "[[]").replace("?", "[?]")), re.IGNORECASE))
            if each.startswith("+"):
                numbers.add("+" + re.sub(r"\D", "", each))
        return cls(tuple(patterns), tuple(networks), frozenset(numbers))

    def covers(self, value: str, kind: LeakKind) -> bool:
        if kind is LeakKind.IP_ADDRESS:
            address = ipaddress.ip_address(value)
            return any(address in network for network in self.networks)
        return value in self.numbers or any(pattern.fullmatch(value) for pattern in self.patterns)
