"""The people of a case and their pseudonyms: the same person has the same one in every paper of the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.services.parsing.text import halfwidth, normal_name

_STEMS = "甲乙丙丁戊己庚辛壬癸"
_TWO = frozenset(
    ("欧阳", "上官", "司马", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "端木")
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范"
    "金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤占蓝季柳项麻涂雄詹楼翁应梅"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_CUES = (
    "委托代理人|法定代表人|代理人|联系人|负责人|店主|店长|老板娘|老板|经理|业主|家属|儿子|女儿|丈夫|妻子|老伴|母亲|父亲|孙子|孙女|邻居|"
    "姐姐|哥哥|弟弟|妹妹|表姐|表哥|表弟|表妹|姐夫|嫂子|侄子|侄女|外甥|女婿|儿媳|亲戚|朋友|同事|我叫|"
    "证人|见证人|收件人|收货人|开户人|户名|姓名|本人"
)
#: A name behind a word that announces one, when it is plain where it ends.
_ANNOUNCED = re.compile(
    rf"(?:{_CUES})\s*(?:[:(]|是|叫|为|名叫)?\s*(?P<name>[{_SURNAMES}]\s*[\u3400-\u9fff\U00020000-\U0003ffff]"
    r"(?:\s*[\u3400-\u9fff\U00020000-\U0003ffff])?)"
    r"(?=\s*(?:$|[^\u3400-\u9fff\U00020000-\U0003ffff]|说|称|表示|承认|认为|答应|同意|到场|到店|拒绝|回复|反映))"
)
#: Given names that are everyday words: alone they say nothing about a person.
_EVERYDAY_WORDS = """
国庆 建国 建设 和平 解放 光明 健康 安全 胜利 团结 平安 长城 新华 人民 中华 春节 元旦 文化 东方 海洋 阳光 幸福 吉祥
自立 学习 先进 美丽 新年 立春 立夏 立秋 立冬 清明 冬至 重阳 端午 中秋
"""
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the case: the name as written, and what is written instead.

    ``firm``: the name of a shop, which has no surname, and whose end is a word of its own (大方健身).
    """

    name: str
    pseudonym: str
    firm: bool = False

    @property
    def surname(self) -> str:
        """The surname of a Chinese name; empty for another."""
        bare = self.name.replace(" ", "")
        if self.firm or not _HAN.fullmatch(bare) or not 2 <= len(bare) <= 4:
            return ""
        return bare[:2] if bare[:2] in _TWO and len(bare) > 2 else bare[:1]

    @property
    def given(self) -> tuple[str, ...]:
        """The given name, and the end of a long one, where they tell somebody: two characters, no everyday word."""
        given = self.name.replace(" ", "")[len(self.surname) :] if self.surname else ""
        forms = (given, given[-2:]) if len(given) > 2 else (given,)
        return tuple(form for form in forms if len(form) >= 2 and form not in _EVERYDAY)


def cast_of(
    complainants: Sequence[str],
    contacts: Sequence[str],
    texts: Iterable[str] = (),
    present: Iterable[str] = (),
    traders: Sequence[str] = (),
) -> tuple[Person, ...]:
    """The people of a case, each name once: complainants in their order, contacts, ``present`` others, people
    announced in ``texts``.

    ``traders`` are traders that shall not be recognised either. Names of one character are not searched for: they
    would hit everywhere.
    """
    found: dict[str, Person] = {}
    for role, names in (("投诉人", complainants), ("联系人", contacts), ("经营者", traders)):
        _name(found, role, names)
    announced = [
        normal_name("".join(hit["name"].split())) for text in texts for hit in _ANNOUNCED.finditer(halfwidth(text))
    ]
    _name(found, "相关人", [*(name for names in present for name in _single(names) if _is_name(name)), *announced])
    return tuple(found.values())


def _name(found: dict[str, Person], role: str, names: Iterable[str]) -> None:
    given = sum(person.pseudonym.startswith(role) for person in found.values())
    for name in (each for whole in names for each in _single(whole)):
        bare = normal_name(name)
        key = bare.replace(" ", "").casefold()
        if not key or key in found:
            continue
        firm = role == "经营者" and not _is_name(bare)
        found[key] = Person(bare, f"{role}{_STEMS[given] if given < len(_STEMS) else given + 1}", firm)
        given += 1


def _single(names: str) -> list[str]:
    """The names in one field: «李秀英、王芳等三人(退休)»."""
    bare = re.sub(r"[(（].*?[)）]|等[0-9一二三四五六七八九十几多、]*[人户位名].*$|等$", "", names)
    return re.split(r"[、,，;；/]", bare)


def _is_name(text: str) -> bool:
    """Whether a short text is the name of a person and not «投诉人», «本人», a shop."""
    bare = "".join(text.split())
    return 2 <= len(bare) <= 4 and bool(_HAN.fullmatch(bare)) and (bare[0] in _SURNAMES or bare[:2] in _TWO)
