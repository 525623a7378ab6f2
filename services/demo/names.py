"""Made-up names of people and places: common given names and kin names of the Punjab, mixed at random."""

from random import Random
from typing import Final

MEN: Final = (
    "Muhammad", "Ali", "Ahmed", "Usman", "Bilal", "Imran", "Tariq", "Nadeem", "Asif", "Kashif", "Rashid", "Shahid",
    "Waqas", "Zafar", "Iqbal", "Javed", "Khalid", "Liaqat", "Mazhar", "Nasir", "Qasim", "Rafiq", "Sajid", "Tanveer",
    "Umar", "Waseem", "Yasir", "Zahid", "Akram", "Aslam", "Babar", "Faisal", "Ghulam", "Haroon", "Ishaq", "Jamil",
    "Mansoor", "Naveed", "Saleem", "Shabbir", "Sarfraz", "Yousaf", "Zubair", "Mushtaq", "Bashir", "Allah Ditta",
)  # fmt: skip
WOMEN: Final = (
    "Fatima", "Ayesha", "Khadija", "Zainab", "Maryam", "Nasreen", "Parveen", "Rukhsana", "Sadia", "Shazia", "Tahira",
    "Uzma", "Yasmeen", "Zubaida", "Bushra", "Farzana", "Hina", "Kausar", "Naila", "Rabia", "Samina", "Sughra",
)  # fmt: skip
SECOND: Final = (
    "Bhatti", "Gujjar", "Rajput", "Jutt", "Arain", "Awan", "Butt", "Chaudhry", "Dogar", "Kamboh", "Khokhar", "Malik",
    "Mughal", "Qureshi", "Rana", "Sheikh", "Sial", "Tarar", "Virk", "Warraich", "Wattoo", "Ansari", "Bajwa", "Cheema",
    "Gondal", "Hashmi", "Joiya", "Kharal", "Langrial", "Mian", "Noon", "Randhawa", "Sahi", "Toor", "Hussain", "Akhtar",
)  # fmt: skip
PLACE_FIRST: Final = (
    "Noor", "Gulzar", "Rehmat", "Shadab", "Faiz", "Karam", "Sohna", "Mehar", "Anwar", "Bahar", "Chaman", "Dilshad",
    "Roshan", "Sarwar", "Zahoor", "Wali", "Hayat", "Murad", "Inayat", "Jahan", "Kamal", "Latif", "Nawaz", "Qadir",
)  # fmt: skip
PLACE_LAST: Final = ("pur", "abad", "garh", "nagar", "wala", "kot")
COLONY_LAST: Final = ("Town", "Colony", "Mohalla", "Gardens", "Block", "Park")
CANALS: Final = ("30-D", "31-D", "40-S", "42-S", "50-K", "51-K", "60-T")
BAZAARS: Final = ("Main Bazaar", "Grain Market", "Railway Road", "College Road", "Hospital Road", "Mandi Road")


def pick(rng: Random, choices: tuple[str, ...]) -> str:
    """One of the choices, each equally likely."""
    return choices[int(rng.random() * len(choices))]


def pick_common(rng: Random, choices: tuple[str, ...]) -> str:
    """One of the choices, the first ones far more often, as names are."""
    return choices[int(rng.random() ** 1.7 * len(choices))]


def person(rng: Random) -> str:
    """A full name; one in six is a woman's, since few premises are held by women."""
    if rng.random() < 1 / 6:
        return f"{pick_common(rng, WOMEN)} {pick(rng, ('Bibi', 'Begum')) if rng.random() < 0.5 else pick_common(rng, SECOND)}"
    given, middle = pick_common(rng, MEN), pick_common(rng, MEN)
    if given == middle or rng.random() < 0.35:
        return f"{given} {pick_common(rng, SECOND)}"
    return f"{given} {middle} {pick_common(rng, SECOND)}"


def place(rng: Random) -> str:
    """The name of a village or union council, e.g. 'Noorpur'."""
    return pick(rng, PLACE_FIRST) + pick(rng, PLACE_LAST)


def colony(rng: Random) -> str:
    """The name of an urban neighbourhood, e.g. 'Gulzar Colony'."""
    return f"{pick(rng, PLACE_FIRST)} {pick(rng, COLONY_LAST)}"


def chak(rng: Random) -> str:
    """The name of a canal village by its number on a canal that does not exist, e.g. 'Chak 117/40-S'."""
    return f"Chak {1 + int(rng.random() * 240)}/{pick(rng, CANALS)}"
