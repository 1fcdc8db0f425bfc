"""People who do not exist: names, ages, addresses, telephone numbers of a form that nobody has."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from app.services.demo.vocabulary import Office, People, one

_ROADS = ("人民路", "解放街", "中山路", "新华街", "环城东路", "府前街", "文化路", "建设路", "溪滨路", "南门街", "后街")
_VILLAGES = ("上", "下", "大", "小", "新", "里", "外")
_VILLAGE_ENDS = ("坑村", "田村", "垟村", "岙村", "塘村", "坪村", "洋村", "岭脚村", "山头村")
_AWAY = (
    "上海市",
    "杭州市",
    "宁波市",
    "温州市",
    "江苏省苏州市",
    "福建省福州市",
    "江西省上饶市",
    "安徽省黄山市",
    "北京市",
)
_RARE = 0.012


@dataclass(frozen=True, slots=True)
class Somebody:
    """A complainant. ``sex`` is 1 male, 2 female (GB/T 2261.1)."""

    name: str
    sex: str
    age: int
    phone: str
    address: str

    @property
    def surname(self) -> str:
        """The family name; a few have two characters."""
        return self.name[:2] if self.name[:2] in ("欧阳", "上官", "司马") else self.name[:1]

    @property
    def title(self) -> str:
        """How a clerk of a village would call them: 陈大伯, 林阿姨, 徐女士."""
        if self.age >= 62:
            return "大伯" if self.sex == "1" else "大妈" if self.age > 74 else "阿姨"
        if self.sex == "2":
            return "女士"
        return "师傅" if 38 <= self.age < 62 and ord(self.name[-1]) % 3 == 0 else "先生"


class Crowd:
    """The people of one office's district; a few of them come again."""

    def __init__(self, rng: Random, office: Office, people: People, area_code: str) -> None:
        self._rng = rng
        self._office = office
        self.people = people
        self.area_code = area_code
        self._place = "" if office.level == "station" else office.name
        surnames = list(dict.fromkeys(people.surnames.split()))
        self._surnames = surnames
        self._weights = [1 / (rank + 6) for rank in range(len(surnames))]
        self._known: list[Somebody] = []

    def somebody(
        self, *, old: bool = False, women: bool = False, outsider: bool = False, rural: bool = False
    ) -> Somebody:
        """A complainant; ``old`` and the like say who is likelier."""
        rng = self._rng
        if self._known and not outsider and rng.random() < 0.03:
            return one(rng, self._known)
        age = round(rng.triangular(56, 88, 68)) if old and rng.random() < 0.8 else round(rng.triangular(19, 80, 37))
        sex = "2" if rng.random() < (0.74 if women else 0.5) else "1"
        somebody = Somebody(self._name(sex, age), sex, age, self._phone(age), self._address(outsider, rural))
        if rng.random() < 0.1:
            self._known.append(somebody)
        return somebody

    def mobile(self) -> str:
        """A mobile number with 0000 in the middle."""
        rng = self._rng
        return f"1{one(rng, '356789')}{rng.randrange(10)}0000{rng.randrange(10000):04d}"

    def landline(self) -> str:
        """A landline in an area code that no place has."""
        return f"{self.area_code}-{one(self._rng, '26')}{self._rng.randrange(1000000):06d}"

    def address(self) -> str:
        """A street address in the district."""
        return self._address(False, False)

    def _name(self, sex: str, age: int) -> str:
        rng, people = self._rng, self.people
        generation = people.old if age >= 58 else people.middle if age >= 38 else people.young
        given = one(rng, (generation.men if sex == "1" else generation.women).split())
        surname = rng.choices(self._surnames, self._weights)[0]
        chance = rng.random()
        if chance < _RARE:
            given = one(rng, people.rare_given)
        elif chance < _RARE * 1.6:
            surname = one(rng, people.rare_surnames.split())
        return surname + given

    def _phone(self, age: int) -> str:
        chance = self._rng.random()
        if chance < 0.02:
            return ""
        return self.landline() if chance < (0.16 if age > 65 else 0.03) else self.mobile()

    def _address(self, outsider: bool, rural: bool) -> str:
        rng = self._rng
        if outsider:
            return one(rng, _AWAY)
        town = one(rng, self._office.towns)
        if rural or (town.endswith(("镇", "乡")) and rng.random() < 0.55):
            village = one(rng, _VILLAGES) + one(rng, _VILLAGE_ENDS)
            return f"{self._place}{town}{village}{rng.randrange(1, 240)}号"
        room = f"{rng.randrange(1, 30)}幢{rng.randrange(1, 7)}0{rng.randrange(1, 5)}室" if rng.random() < 0.4 else ""
        return f"{self._place}{town}{one(rng, _ROADS)}{rng.randrange(1, 380)}号{room}"
