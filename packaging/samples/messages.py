"""Makes ``resources/samples/messages.csv``: invented messages of four kinds, in English and some in Chinese.

Every sentence is put together from the phrases below, which were written for this purpose; nothing was collected. Run
it again after a change: the same phrases always give the same file.
"""

from __future__ import annotations

import csv
from pathlib import Path
from random import Random
from typing import Final

TARGET: Final = Path(__file__).resolve().parents[2] / "resources" / "samples" / "messages.csv"
COUNTS: Final = {"en": 200, "zh": 50}
"""Messages of each class by language."""

OPENINGS: Final = {
    "en": ("Hello", "Hi there", "Good morning", "Good evening", "Dear team", "Hey", "To whom it may concern", ""),
    "zh": ("您好", "你好", "早上好", "请问", "打扰一下", ""),
}
ENDINGS: Final = {
    "en": ("Thanks in advance.", "Best regards.", "Thank you.", "Please answer soon.", "Have a nice day.", "", ""),
    "zh": ("谢谢。", "麻烦了。", "请尽快回复。", "辛苦了。", "", ""),
}
WHEN: Final = {
    "en": ("today", "yesterday", "on Monday", "last week", "this morning", "two days ago", "on the weekend", "at noon"),
    "zh": ("今天", "昨天", "星期一", "上周", "今天早上", "前天", "周末", "中午"),
}
THING: Final = {
    "en": ("lamp", "kettle", "backpack", "headphones", "desk", "jacket", "bicycle light", "keyboard", "tent", "clock"),
    "zh": ("台灯", "水壶", "背包", "耳机", "书桌", "外套", "车灯", "键盘", "帐篷", "闹钟"),
}
PHRASES: Final = {
    "delivery": {
        "en": (
            "the parcel with my {thing} was to arrive {when} and is still not here",
            "where is my {thing}? The tracking page has said nothing new since {when}",
            "the courier came {when} while nobody was at home, can the {thing} be brought again",
            "my {thing} was left with a neighbour {when}, but nobody there knows of a parcel",
            "can you send the {thing} to another address? It was shipped {when}",
            "how long does shipping of the {thing} take? I ordered it {when}",
            "the box was delivered {when}, but there is no {thing} in it",
        ),
        "zh": (
            "我的{thing}{when}就应该送到，现在还没收到",
            "{when}买的{thing}发货了吗，物流一直没有更新",
            "快递员{when}来的时候家里没人，{thing}可以再送一次吗",
            "{thing}能换一个地址送吗，{when}刚下的单",
        ),
    },
    "refund": {
        "en": (
            "I sent the {thing} back {when} and want my money back",
            "the {thing} was charged twice {when}, please return one of the payments",
            "I cancelled the {thing} {when}, when will I see the money on my account",
            "the {thing} was cheaper {when}, can you pay back the difference",
            "my card was charged {when} for a {thing} that I never bought",
            "please refund the {thing}, I returned it {when} and have the receipt",
            "the voucher did not work {when}, so I paid too much for the {thing}",
        ),
        "zh": (
            "{when}退回的{thing}什么时候退款",
            "{thing}{when}被扣了两次钱，请退还一笔",
            "我{when}取消了{thing}的订单，钱还没有到账",
            "{thing}{when}降价了，可以退差价吗",
        ),
    },
    "fault": {
        "en": (
            "the {thing} stopped working {when}, nothing happens when I press the switch",
            "since {when} the {thing} makes a strange noise and gets hot",
            "the {thing} broke {when}, a part of it simply fell off",
            "my {thing} has a crack, I noticed it {when}",
            "the {thing} worked until {when}, now it does not turn on any more",
            "there is a scratch on the new {thing}, I saw it {when} when I opened it",
            "a screw of the {thing} is loose since {when} and it wobbles",
        ),
        "zh": (
            "{thing}{when}突然坏了，按开关没有反应",
            "{thing}从{when}开始有奇怪的声音，还会发烫",
            "{thing}上有裂缝，{when}才发现",
            "新的{thing}{when}打开就有划痕",
        ),
    },
    "praise": {
        "en": (
            "the {thing} came {when} and it is even better than I hoped",
            "I have used the {thing} since {when} and love it",
            "your colleague helped me with the {thing} {when}, very friendly and quick",
            "what a beautiful {thing}, my family admired it {when}",
            "the {thing} is well made, I told all my friends about it {when}",
            "best {thing} I ever had, I took it out {when} and everything was perfect",
            "great service {when}, the new {thing} is wonderful",
        ),
        "zh": (
            "{when}收到的{thing}非常好，比想象的还漂亮",
            "{thing}用到{when}，我很喜欢，质量很棒",
            "客服{when}帮我选{thing}，态度特别好",
            "{thing}做工很好，{when}推荐给了朋友",
        ),
    },
}


def message(draw: Random, kind: str, language: str) -> str:
    """One message of a class."""
    middle = draw.choice(PHRASES[kind][language]).format(
        thing=draw.choice(THING[language]), when=draw.choice(WHEN[language])
    )
    opening, ending = draw.choice(OPENINGS[language]), draw.choice(ENDINGS[language])
    if language == "zh":
        return f"{opening}，{middle}。{ending}" if opening else f"{middle}。{ending}"
    start = f"{opening}, {middle}" if opening else middle[0].upper() + middle[1:]
    stop = "" if start.endswith("?") else draw.choice((".", ".", "..."))
    return f"{start}{stop} {ending}".strip()


def messages() -> list[tuple[str, str]]:
    """All messages, each once, in a drawn order: text and class."""
    draw = Random(20_26)
    found: dict[str, str] = {}
    for kind in PHRASES:
        for language, count in COUNTS.items():
            wanted = len(found) + count
            while len(found) < wanted:
                found.setdefault(message(draw, kind, language), kind)
    rows = sorted(found.items())
    draw.shuffle(rows)
    return rows


def main() -> None:
    """Writes the file."""
    with TARGET.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("text", "label"))
        writer.writerows(messages())


if __name__ == "__main__":
    main()
