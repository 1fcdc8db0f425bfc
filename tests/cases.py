"""Cases by the thousand for tests and measurements: varied, and the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from app.services.codelists import CodeLists, shipped
from app.services.database import Database
from app.services.offices import read_home

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰涛明超秀霞平刚桂英华建国玉兰志红梅春生海燕文博宇轩子涵䶮𬱖㛃"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_TRADES = _words("百货 家电 超市 通讯 服装 旅行社 健身 装饰 家具 餐饮 培训 汽修 物业 宾馆 药房 影楼 水果 眼镜 农资")
_GOODS = _words("手机 冰箱 洗衣机 羽绒服 运动鞋 奶粉 白酒 地板 瓷砖 项链 血压计 电动车 化肥 空调 沙发 面包 年卡 装修")
_WRONGS = _words(
    "三天后不能正常使用 商家拒绝退款 与宣传不符 保质期已过 少发了一件 无法开机 有明显异味 尺寸不对 迟迟不发货 漏水 "
    "掉色严重 门店已关门 联系不上店主 多收了费用 不开发票 存在安全隐患 要求额外付费 修了两次仍未修好 拖延安装"
)
_WANTS = _words("退货退款 更换新品 赔偿损失 免费维修 道歉 退还余额 按合同履行 继续提供服务")


def plausible(
    count: int, first: date, last: date, *, seed: int = 1, lists: CodeLists | None = None
) -> Iterator[dict[str, Any]]:
    """``count`` cases received between two days, as :func:`app.services.complaints.bulk.insert_cases` takes them."""
    pick = random.Random(seed)
    known = lists or shipped()
    items = [entry for entry in known.entries("item") if entry.parent]
    natures = sorted({entry.code for entry in known.entries("nature")})
    weights = [30, 22, 18, 8, 7, 3, 3, 2, 2, 12][: len(natures)]
    channels = [entry.code for entry in known.entries("channel")]
    buying = [entry.code for entry in known.entries("buying")]
    days = (last - first).days + 1
    for number in range(count):
        day = first + timedelta(days=number * days // count)  # a register grows day by day
        item = pick.choice(items)
        amount = int(pick.lognormvariate(10.5, 1.4))
        goods = pick.choice(_GOODS)
        case: dict[str, Any] = {
            "received_on": day,
            "complainant": pick.choice(_SURNAMES) + pick.choice(_GIVEN) + pick.choice(_GIVEN),
            "phone": f"1{pick.choice('3578')}{int(pick.random() * 1e9):09d}",
            "trader": f"{pick.choice(_SURNAMES)}{pick.choice(_GIVEN)}{pick.choice(_TRADES)}",
            "category": item.parent,
            "item_code": item.code,
            "item": goods,
            "nature": pick.choices(natures, weights)[0],
            "channel": pick.choice(channels),
            "buying": pick.choice(buying),
            "amount": amount,
            "facts": f"消费者于{day.month}月{day.day}日购买{goods},{pick.choice(_WRONGS)},{pick.choice(_WRONGS)},"
            f"共花费{amount // 100}元,要求{pick.choice(_WANTS)}。",
        }
        closed = day + timedelta(days=int(pick.random() * 45))
        if closed <= last and pick.random() < 0.85:
            agreed = pick.random() < 0.8
            case["result"] = "agreed" if agreed else pick.choice(("not_agreed", "withdrawn"))
            case["closed_on"] = closed
            if agreed:
                case["recovered"] = int(amount * pick.random())
        yield case


def put(database: Database, count: int, first: date, last: date, *, seed: int = 1) -> None:
    """Put so many cases into a data folder."""
    from app.services.complaints.bulk import insert_cases

    with database.write() as session:
        home = read_home(session)
        insert_cases(session, database.journal, home, plausible(count, first, last, seed=seed), total=count)
