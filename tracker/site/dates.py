"""Days and lengths of time in words, the same in every process whatever its locale. Pure."""

from datetime import date, timedelta

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def day_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def length(value: timedelta) -> str:
    """A length of time in words: `5 minutes`, `4 hours`, `1 day`."""
    for unit, size in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        count, rest = divmod(int(value.total_seconds()), size)
        if count and not rest and not (unit == "week" and count == 1):
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{value.total_seconds():g} seconds"
