"""Passwords, tokens and keys: what detect-secrets knows, formats that it does not know, and what stands beside a word for one."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Protocol

from tracker.views.firewall.suspicion import has_secret_word, has_token

_PLUGINS = (
    ("artifactory", "ArtifactoryDetector"), ("aws", "AWSKeyDetector"), ("azure_storage_key", "AzureStorageKeyDetector"),
    ("basic_auth", "BasicAuthDetector"), ("cloudant", "CloudantDetector"), ("discord", "DiscordBotTokenDetector"),
    ("github_token", "GitHubTokenDetector"), ("gitlab_token", "GitLabTokenDetector"), ("ibm_cloud_iam", "IbmCloudIamDetector"),
    ("ibm_cos_hmac", "IbmCosHmacDetector"), ("jwt", "JwtTokenDetector"), ("keyword", "KeywordDetector"), ("mailchimp", "MailchimpDetector"),
    ("npm", "NpmDetector"), ("openai", "OpenAIDetector"), ("pypi_token", "PypiTokenDetector"), ("sendgrid", "SendGridDetector"),
    ("slack", "SlackDetector"), ("softlayer", "SoftlayerDetector"), ("square_oauth", "SquareOAuthDetector"), ("stripe", "StripeDetector"),
    ("telegram_token", "TelegramBotTokenDetector"), ("twilio", "TwilioKeyDetector"),
)  # fmt: skip
"""Of detect-secrets, without its check over the network. IP addresses and private keys are found here, with where they end."""
_FORMATS = re.compile(
    r"""(?<![A-Za-z0-9])(?:
    github_pat_\w{22,255} | gh[opsur]_[A-Za-z0-9]{20,255} | v1\.[0-9a-f]{40}
    | gl(?:pat|dt|ft|soat|rt|imt|ptt|agent|cbt|oas)-[\w-]{20,} | xox[abeoprs]-[\w-]{10,} | xapp-\d-[\w-]{10,} | xoxe\.xox[bp]-[\w-]{10,}
    | (?:https://)?hooks\.slack\.com/(?:services|workflows)/[\w/]{20,} | (?:https://)?(?:\w+\.)?discord(?:app)?\.com/api/webhooks/\d+/[\w-]{20,}
    | (?:https://)?[\w.-]+\.webhook\.office\.com/webhookb2/[\w@/-]{30,}
    | (?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16} | AIza[\w-]{35} | ya29\.[\w-]{20,} | GOCSPX-[\w-]{20,} | 1//0[\w-]{20,}
    | sk-(?:ant|proj|svcacct|or)-[\w-]{16,} | sk-[A-Za-z0-9]{32,} | [rs]k_(?:live|test)_[A-Za-z0-9]{16,} | whsec_[A-Za-z0-9+/=]{16,} | pk_live_[A-Za-z0-9]{16,}
    | hf_[A-Za-z0-9]{30,} | r8_[A-Za-z0-9]{30,} | gsk_[A-Za-z0-9]{40,} | pplx-[A-Za-z0-9]{40,} | xai-[A-Za-z0-9]{40,}
    | npm_[A-Za-z0-9]{30,} | pypi-[\w-]{50,} | rubygems_[0-9a-f]{40,} | dckr_(?:pat|oat)_[\w-]{20,} | oy2[a-z0-9]{43} | cio[A-Za-z0-9]{32}
    | SG\.[\w-]{16,}\.[\w-]{16,} | key-[0-9a-f]{32} | (?:AC|SK)[0-9a-f]{32} | [0-9a-f]{32}-us\d{1,2} | xkeysib-[0-9a-f]{40,}[\w-]*
    | do[opr]_v1_[0-9a-f]{40,} | shp(?:at|ca|pa|ss|tka)_[0-9a-fA-F]{32} | EAA[A-Za-z0-9]{30,} | sq0(?:atp|csp|idp)-[\w-]{20,} | EAAA[\w-]{40,}
    | AT(?:ATT|CTT|BB)3?[A-Za-z0-9_=-]{20,} | lin_(?:api|oauth)_[A-Za-z0-9]{30,} | (?:ntn|secret)_[A-Za-z0-9]{40,} | PMAK-[0-9a-f]{24}-[0-9a-f]{30,}
    | dp\.(?:pt|st|ct|sa|scim|audit)\.[\w.-]{30,} | [A-Za-z0-9]{14}\.atlasv1\.[\w-]{50,} | dapi[0-9a-f]{32}(?:-\d)? | NRAK-[A-Z0-9]{27} | NRII-[\w-]{32}
    | dt0[cs]\d{2}\.[A-Z0-9]{20,}\.[A-Z0-9]{40,} | gl(?:sa|c)_[\w=-]{30,} | hv[sbr]\.[\w-]{24,} | AGE-SECRET-KEY-1[A-Z0-9]{50,} | HRKU-[\w-]{30,}
    | figd_[\w-]{30,} | sntr[ysu]{1,2}_[\w=+/-]{40,} | phc_[A-Za-z0-9]{30,} | phx_[A-Za-z0-9]{30,} | pat[A-Za-z0-9]{14}\.[0-9a-f]{40,} | fo1_[\w-]{30,} | FlyV1\s\w[\w,+/=-]{40,}
    | vtexappkey-[\w]+-[A-Z]{6} | CFPAT-[\w-]{30,} | sl\.[\w-]{60,} | pul-[0-9a-f]{40} | tskey-[a-z]+-[\w-]{20,} | LTAI[A-Za-z0-9]{16,20} | AKID[A-Za-z0-9]{32}
    | PRIVATE-TOKEN:\s*[\w-]{20,} | eyJ[\w-]{8,}\.[\w-]*\.[\w-]*(?:\.[\w-]+){0,2} | \d{8,10}:AA[\w-]{32,} | [MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}
    | AccountKey=[A-Za-z0-9+/]{40,}={0,2} | SharedAccessKey=[A-Za-z0-9+/]{30,}={0,2} | \w{3}8Q~[\w.~-]{31,34}
    | https?://[0-9a-f]{32}(?::[0-9a-f]{32})?@[\w.]*sentry\.io/\d+
    )""",
    re.VERBOSE,
)
_BLOCK = re.compile(
    r"-----BEGIN (?P<what>(?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?)-----.*?(?:-----END (?P=what)-----|\Z)|PuTTY-User-Key-File-\d:.*?(?:Private-MAC: [0-9a-f]+|\Z)",
    re.DOTALL,
)
_BESIDE = re.compile(
    r"""(?P<word>api[_-]?key|token|secret|key|pass(?:word|wd|phrase|code|e)?|pwd|pw|appkey|credentials?|authorization|signature|sig|sessionid|senha|contrase(?:ñ|n)a|passwort|kennwort)s?(?:[_-]\w{1,20})?
    (?P<link>["'`\]*_]{0,4}\s{0,2}(?::=|=>|={1,3}|:|\||\sis\s|\swas\s|\ssaid\s)\s{0,2}|["'`]?\s(?=["'`]))(?:(?:bearer|basic|token|digest|ssws)\s+)?["'`*]{0,3}(?P<value>[^\s"'`<>|,;&)\]}]{6,512})""",
    re.VERBOSE | re.IGNORECASE,
)
_BEARER = re.compile(r"\b(?:bearer|basic|ssws)\s+(?P<value>[\w+/=.~-]{16,})", re.IGNORECASE)
_BASIC_AUTH = re.compile(r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]{0,80}:(?P<value>[^\s/@\"'<>]{1,120})@", re.IGNORECASE)
_OPTION = re.compile(r"(?<!\S)(?:-u\s*[\w.@-]+:|--(?:password|token|api-key|secret)[=\s])[\"']?(?P<value>[^\s\"']{6,})")
_PLACES = ((_BEARER, 2.3), (_BASIC_AUTH, 0), (_OPTION, 2.3))
"""Where only secrets stand, and how many bits a character have to have there."""
_RANDOM = re.compile(r"(?<![\w+/=.%-])(?=[^\s]{0,60}\d)[A-Za-z0-9+/_=-]{32,512}(?![\w+/%-])")
_TEMPLATE = re.compile(
    r"^[\W_]*$|^[<{\[$%(].*|.*[{<$%][\w.-]+[}>%]|^(?:x{3,}|\*{3,}|\.{3,}|your\b.*|my_?\w*|example\w*|changeme|redacted|hidden|secret|password|token|null|none|true|false|undefined|string|required|invalid|expired|missing|wrong|correct)[\W_]*$|^\$|^process\.env|^os\.environ|^env\.|^https?:|\(|^/|\.(?:js|ts|py|json|html|md|com|io|net|org)$|^v?\d+(?:\.\d+)+$|^\d+$|^\d{4}-\d\d-\d\d",
    re.IGNORECASE,
)
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_LONGEST = 20_000
"""Characters of a line that detect-secrets is asked about; its patterns take more than their share of longer ones."""
_ENTROPY_OF_CHANCE = 4.0
"""Bits a character of a value that nothing announces; English words stay below 3.8."""


class _Detector(Protocol):
    def analyze_string(self, string: str) -> Iterator[str]: ...


@cache
def _detectors() -> tuple[_Detector, ...]:
    """Loaded when there is something to look at: the library brings a client for the network, which is not used."""
    from importlib import import_module  # noqa: PLC0415 - most builds never need it

    return tuple(getattr(import_module(f"detect_secrets.plugins.{module}"), name)() for module, name in _PLUGINS)


def secret_spans(text: str) -> Iterator[tuple[int, int, str]]:
    """Where secrets stand, and which."""
    for found in _BLOCK.finditer(text):
        yield *found.span(), found[0]
    at = 0
    for line in text.splitlines(keepends=True):
        for start, end in _in_line(line):
            yield at + start, at + end, line[start:end]
        at += len(line)


def _in_line(line: str) -> Iterator[tuple[int, int]]:
    is_long, is_announced = has_token(line), has_secret_word(line)
    if is_long:
        yield from (found.span() for found in _FORMATS.finditer(line) if _is_by_chance(found[0], 2.5))
        yield from (found.span() for found in _RANDOM.finditer(line) if _is_random(found[0], line[max(0, found.start() - 200) : found.start()]))
    if is_announced:
        yield from _beside(line)
    if is_long or is_announced or ("://" in line and "@" in line):
        for pattern, least in _PLACES:
            for found in pattern.finditer(line):
                if not _TEMPLATE.match(found["value"]) and _is_by_chance(found["value"], least):
                    yield found.span("value")
        yield from _known(line[:_LONGEST])


def _beside(line: str) -> Iterator[tuple[int, int]]:
    """What stands beside a word for a secret."""
    for found in _BESIDE.finditer(line):
        value = found["value"].rstrip(".:!?*")
        if _is_told(found["word"], found["link"], value):
            yield found.start("value"), found.start("value") + len(value)


def _known(line: str) -> Iterator[tuple[int, int]]:
    """What detect-secrets finds. It names the words, not their place."""
    for word in sorted({word for detector in _detectors() for word in detector.analyze_string(line)}):
        if len(word) >= 6 and not _TEMPLATE.match(word) and _is_by_chance(word, 2.3) and re.search(r"\d", word) and not re.search(r"\s", word):
            start = line.find(word)
            while start >= 0:
                yield start, start + len(word)
                start = line.find(word, start + len(word))


def _is_told(word: str, link: str, value: str) -> bool:
    """`password: hunter2!` tells one, `token: expired` and `the key is missing` do not."""
    if len(value) < 6 or _TEMPLATE.match(value) or (_UUID.fullmatch(value) and not re.search("secret|token|pass", word, re.IGNORECASE)):
        return False
    is_password = re.search("pass|pwd|pw|senha|contrase|kennwort", word, re.IGNORECASE)
    if re.search(r"\s", link.strip()) or link.strip().lower() in {"is", "was", "said"}:
        return bool(re.search(r"\d", value) and re.search("[A-Za-z]", value))
    if is_password:
        return bool(re.search(r"[\d!@#$^*+=]", value) and re.search("[A-Za-z]", value))
    return (
        len(value) >= 12 and bool(re.search(r"\d", value)) and _is_by_chance(value, 3.0) and not re.fullmatch(r"[a-z]+(?:[-_.][a-z]+)*\d{0,3}", value)
    )


def _is_random(value: str, before: str) -> bool:
    """No word, path, number or digest of a file: letters of both cases and digits in a disorder that only chance makes."""
    if (
        re.search(r"://\S*$|\b(?:sha(?:1|256|384|512)|md5|integrity|data:\S*)[-:=\s\"']{0,4}$", before, re.IGNORECASE)
        or _UUID.search(value)
        or re.match(r"sha\d{1,3}-", value)
    ):
        return False
    if value.count("/") > len(value) / 12 or re.search(
        r"[a-z]{9,}|[A-Z]{9,}|(?:^|[-_/])[A-Za-z]+(?:[-_/][A-Za-z]+){2,}|={3,}|-{3,}|_{3,}|\d{9,}", value
    ):
        return False
    has_all = re.search("[a-z]", value) and re.search("[A-Z]", value) and len(re.findall(r"\d", value)) * 16 >= len(value)
    return bool(has_all) and _is_by_chance(value, _ENTROPY_OF_CHANCE)


def _is_by_chance(value: str, least: float) -> bool:
    """Shannon's entropy of its characters, in bits, is not below that."""
    counts = Counter(value).values()
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts) >= least
