"""Cases and answers for tests of papers: one with everything, one with hardly anything."""

from __future__ import annotations

import io
from datetime import date

from pypdf import PdfReader

from app.services.complaints import Complaints
from app.services.complaints.record import Record
from app.services.database import Database
from app.services.papers import PaperKind

TODAY = date(2026, 4, 7)
#: A hundred characters.
TRADER = ("金色年华国际美容美发养生会所（有限合伙）青溪县星光大道购物中心第一百二十八号商铺" * 3)[:100]
FACTS = "".join(f"第{number}次去店里，店员䶮某说可以退款，又说要等总部批准。" for number in range(1, 80))[:2000]
FULL = {
    "complainant": "𬱖䶮𣲘",
    "sex": "女",
    "age": "68",
    "phone": "13805712236",
    "address": "城关镇𣲘河路18号",
    "id_kind": "居民身份证",
    "id_number": "330102195801010028",
    "trader": TRADER,
    "trader_phone": "0578-2123456",
    "trader_address": "青溪县星光大道128号",
    "item": "美容卡",
    "brand": "金卡",
    "quantity": "1张",
    "category": "家用电子电器类",
    "nature": "合同",
    "channel": "来访",
    "buying": "线下门店",
    "amount": "2350",
    "purchased_on": "2026-03-01",
    "happened_on": "2026-03-20",
    "facts": FACTS,
    "demand": "退款、赔偿",
    "received_on": "2026-04-01",
    "accepted_on": "2026-04-02",
    "result": "达成协议",
    "closed_on": "2026-04-06",
    "recovered": "2000",
    "summary": "经营者退还余款2000元，当场履行。",
}
#: What cannot come from a case.
ANSWERS = {
    "missing": "购物发票\n付款记录",
    "time": "2026年4月9日上午9时30分",
    "place": "本单位调解室",
    "refusal": "超过三年",
    "termination": "分歧较大调解失败",
    "to": "青溪县市场监督管理局",
    "body": "请查询该店的登记情况。\n请查询预付卡的备案情况。",
    "result": "已责令改正。",
    "terms": "双方互不追究。",
    "paper": "《受理告知书》（青消保受〔2026〕1号）",
}


def full_case(database: Database) -> Record:
    """A settled case with everything, long and with rare characters."""
    return Complaints(database).register(FULL, today=TODAY).record


def bare_case(database: Database) -> Record:
    """A case of which hardly anything is known."""
    return Complaints(database).register({"complainant": "张三"}, today=TODAY).record


def answers(kind: PaperKind) -> dict[str, str]:
    """What ``kind`` still needs beside its defaults."""
    return {ask.name: ANSWERS[ask.name] for ask in kind.asks if ask.required and not ask.default}


def text(pdf: bytes) -> str:
    """The words of a PDF without what breaks lines."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def pages(pdf: bytes) -> list[str]:
    """The words of each page of a PDF."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]
