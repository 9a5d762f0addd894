"""The sections of the site (栏目): its tabs, its lists, and under which tab each list stands."""

from __future__ import annotations

from noticeboard.model import Town

TABS = (
    ("home", "首页", ""),
    ("communities", "社区", "communities/"),
    ("lists", "清单", "lists/"),
    ("projects", "项目", "projects/"),
    ("units", "单位", "units/"),
    ("notices", "公示", "notices/"),
    ("figures", "数字", "figures/"),
    ("data", "数据", "data/"),
)


def tabs(town: Town) -> list[tuple[str, str, str]]:
    """Return the tabs: notices first where there are any, and then without the data.

    Seven fit into one line of a phone; the downloads also stand at the foot of every page.
    """
    order = ["home", "notices", "communities", "lists", "projects", "units", "figures", "data"]
    shown = [key for key in order if key != ("data" if town.notices else "notices")]
    return sorted((tab for tab in TABS if tab[0] in shown), key=lambda tab: shown.index(tab[0]))


SEARCH = "search/"

LISTS = {
    "notices/": ("公示", "正在征求意见的、已经有结果的，一份一份照登。"),
    "communities/": ("社区", "{place}的社区：党组织、办过的事、对接的单位、怎么找到它。"),
    "units/": ("单位", "和社区共建的单位，以及资料里点到名字的其他组织。"),
    "projects/": ("项目", "做成了的事和打算做的事：做了什么、花了多少、谁出的钱、谁负责。"),
    "compounds/": ("小区", "住宅小区：改造以前什么样，办了哪些事。"),
    "mechanisms/": ("怎么运作", "社区和单位怎么一起办事：哪些做法已经建立，哪些还在打算。"),
    "members/": ("兼职委员", "哪个单位的谁在哪个社区任兼职委员、做哪些工作。"),
    "agreements/": ("共建协议", "哪些单位和哪个社区签了协议，约定一起做什么。"),
    "lists/": ("三张清单", "居民要办的、单位拿得出的、能提供的服务，放在一起看。"),
    "lists/needs/": ("需求清单", "居民和社区提出来的事，办到了哪一步。"),
    "lists/resources/": ("资源清单", "共建单位拿得出来的场地、人手、技术、设备。"),
    "lists/services/": ("服务清单", "共建单位能上门或定期做的服务。"),
    "orders/": ("办理单", "每一件事派给了谁、办到哪一步、办了多久。"),
    "receipt/": ("查进度", "用回执码查一查：您提的事收到没有、谁在办、办到哪一步。"),
    "deeds/": ("实事好事", "为居民办成的一件件实事。"),
    "meetings/": ("会议", "大党委开过的会和打算开的会，议了什么、定了什么。"),
    "appraisals/": ("考核评议", "对单位和兼职委员的评议，只分等次，不打分、不排名。"),
    "facilities/": ("设施", "办事和活动的地方、机器：在哪里、几点开、能办什么。"),
    "photos/": ("照片", "改造前、改造后和办事当中的照片，每一张写明拍的是哪一件事。"),
    "funds/": ("资金", "钱从哪里来，用在了哪个项目，加起来对不对。"),
    "catalogue/": ("公开目录", "哪些事要公开、依据是什么、多久公开一次、本站现在有什么。"),
    "surveys/": ("问卷", "问过居民什么、收到多少份、结果怎样。自愿参加，不代表全体居民。"),
    "print/": ("打印张贴", "可以打印出来贴在公示栏、电梯口的纸：公示、社区这个月、单位这一年。"),
    "figures/": ("数字", "网站上的每一个数是谁说的，还是从名单里数出来的，出处在哪一段。"),
    "changes/": ("最近改了什么", "本站的资料和公示哪一天新登了什么、改了什么，新的在前。"),
    "data/": ("数据", "本站全部数据，可以下载、核对、再利用。"),
    "search/": ("搜索", "找社区、单位、小区、项目、需求、公示：打几个字，拼音也行。"),
    "help/": ("帮助", "怎么提一件事、办到哪里了、字太小怎么办：常问的事，一条一条答。"),
    "help/words/": ("这些词是什么意思", "网站上用到的词，一个词一句话，说给邻居听。"),
    "privacy/": ("个人信息怎么处理", "网站收不收您的信息、收了放在哪里、留多久、找谁。"),
    "accessibility/": ("看得清、用得上", "字怎么放大、不用鼠标怎么看、试过什么、没有试过什么。"),
    "about/article/": ("原文摘录", "本站依据的报道，按段逐字摘录，注明每一段用在了哪里。"),
}


# The tab under which a list stands that has none of its own.
UNDER = {
    "compounds": "communities",
    "facilities": "communities",
    "members": "units",
    "agreements": "units",
    "appraisals": "units",
    "orders": "lists",
    "receipt": "lists",
    "deeds": "lists",
    "meetings": "lists",
    "mechanisms": "lists",
    "surveys": "lists",
    "funds": "projects",
    "photos": "projects",
    "catalogue": "data",
    "changes": "data",
    "about": "data",
    "print": "communities",
}
