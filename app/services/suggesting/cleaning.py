"""What of a case may be remembered: its words without people, traders, numbers, days and sums."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["category", "nature"]
KINDS: tuple[Kind, ...] = ("category", "nature")

_OTHER = re.compile(r"[^一-鿿㐀-䶿a-z]+")
_BREAKS = re.compile(r"[，。；！？、：,;!?:\n\r\t…—()（）“”\"'《》〈〉【】\[\]]+|\.(?!\d)")
_SAID_NUMBER = re.compile(
    r"(?!一点)[0-9零〇半一二两三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾佰仟]"
    r"(?:几|多|余|来|数)?(?:元|块|角|毛钱|分钱|万|千|百|折|月|日|号|年|点|时|岁|天|周|个月|个星期|星期|期|%|平)"
)
_DAY = re.compile(
    r"今天|昨天|前天|明天|上午|下午|上周|本周|上个?月|本月|今年|去年|前年|星期[一二三四五六日天]|礼拜|周[一二三四五六日]|"
    r"元旦|春节|国庆|中秋|端午|清明|农历|正月|腊月"
)
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金"
    "石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤柳季俞章鲁葛翁"
)
_TITLES = (
    "某|先生|女士|小姐|老师|师傅|老板|总|经理|医生|阿姨|大爷|大妈|大娘|大姐|大哥|伯|叔|婶|奶奶|主任|教练|院长|店长|姓"
)
_ROLES = "业务员|店员|销售员|推销员|店长|经理|老板娘?|教练|老师|司机|师傅|医生|主任|客服|技师|中介"
_SOMEBODY = re.compile(
    f"[{_SURNAMES}](?:{_TITLES})|(?:{_ROLES})[{_SURNAMES}]|姓[{_SURNAMES}]|(?:名叫|叫做?)[{_SURNAMES}]|"
    f"[小老][{_SURNAMES}](?![虾鱼病车米瓜猫狗])|[{_SURNAMES}].?某"
)
_LONGEST_CLAUSE, _SHORTEST_CLAUSE = 24, 4


@dataclass(frozen=True, slots=True)
class Told:
    """What a case teaches from, as it stands in the register. ``buying`` and ``demand`` are codes; None: no label."""

    category: str | None = None
    nature: str | None = None
    facts: str = ""
    item: str = ""
    brand: str = ""
    trader: str = ""
    demand: tuple[str, ...] = ()
    buying: str = ""
    complainant: str = ""
    contact: str = ""

    @property
    def labels(self) -> dict[Kind, str | None]:
        """Its classes by kind; a code below one of the published classes counts as that class."""
        return {"category": self.category and self.category[:4] + "000000", "nature": self.nature}

    @property
    def names(self) -> tuple[str, ...]:
        """Who must not be remembered, longest first."""
        said = {squeezed(name) for name in (self.complainant, self.trader, self.contact)}
        return tuple(sorted((name for name in said if len(name) > 1), key=len, reverse=True))


def plain(text: str) -> str:
    """Half-width and lower-case, so that the ways of writing a word are one."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKC", text).lower()


def squeezed(text: str) -> str:
    """:func:`plain` without spaces."""
    return "".join(plain(text).split())


def runs(text: str, names: tuple[str, ...] = ()) -> list[str]:
    """The runs of Chinese characters and letters of ``text``, without ``names``; figures and marks part them."""
    text = squeezed(text)
    for name in names:
        text = text.replace(name, " ")
    return _OTHER.sub(" ", text).split()


def clauses(text: str) -> list[str]:
    """The clauses of a story in order, without spaces; "" where sentences part (a full stop, a new line)."""
    out: list[str] = []
    for sentence in re.split(r"[。！？!?\n\r]+", text):
        out.extend(filter(None, (squeezed(piece) for piece in _BREAKS.split(sentence))))
        out.append("")
    return out


def may_be_offered(clause: str, names: tuple[str, ...]) -> bool:
    """Whether a clause tells no person, trader, number, day or sum, and is long enough to be worth a key."""
    if not _SHORTEST_CLAUSE <= len(clause) <= _LONGEST_CLAUSE or not clause.isalpha():
        return False
    if _SAID_NUMBER.search(clause) or _DAY.search(clause) or _SOMEBODY.search(clause):
        return False
    return not any(_pair_of(name, clause) for name in names)


#: What names of traders share with everybody's sentences.
_COMMON = re.compile(
    "有限|责任|公司|分公司|商店|商行|超市|市场|中心|商场|服务|维修|销售|专卖|专营|门店|手机|电器|家电|家具|服装|食品|水果|酒店|饭店|药店|药房|"
    "美容|美发|健身|教育|培训|学校|汽车|电动|旅游|旅行|物业|装饰|装修|快递|移动|电信|联通|银行|保险|宾馆|通讯|建材|农资|摄影|影楼|会所|"
    "俱乐部|经营部|个体|工商|网店|旗舰|平台|消费|经营|产品|商品|生活|科技"
)


def _pair_of(name: str, clause: str) -> bool:
    """Whether two characters in a row of what is special in ``name`` stand in ``clause``."""
    if name in clause:
        return True
    pieces = _COMMON.sub(" ", name).split() if len(name) > 4 else [name]
    return any(piece[at : at + 2] in clause for piece in pieces for at in range(len(piece) - 1))


def texts_of(told: Told) -> Mapping[str, str]:
    """A case as the fields that a form would give."""
    return {
        "facts": told.facts, "item": told.item, "brand": told.brand, "trader": told.trader,
        "demand": ",".join(told.demand), "buying": told.buying,
    }  # fmt: skip
