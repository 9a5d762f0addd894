"""Words that the invented town is made of. Nothing here names a real place, body or person."""

from __future__ import annotations

COMMUNITIES = ("东岭", "西溪", "南塘", "北园", "中和", "新桥", "柳湾", "松岗")
COMPOUNDS = ("桂花苑", "供销社宿舍", "滨河小区", "老粮站", "红砖楼", "向阳新村", "教师楼", "榕树下")
SURNAMES = "陈林黄张李吴刘蔡杨许郑谢郭洪邱曾廖赖徐周叶苏庄吕江何萧罗高潘"

# name without the town, kind of organisation
BODIES = (
    ("中心小学", "school"), ("第二中学", "school"), ("幼儿园", "school"),
    ("卫生院", "hospital"), ("文化站", "public_institution"), ("供电所", "enterprise"),
    ("供水站", "enterprise"), ("邮政支局", "enterprise"), ("农信社", "enterprise"),
    ("税务分局", "government"), ("司法所", "government"), ("派出所", "government"),
    ("市场监管所", "government"), ("自然资源所", "government"), ("林业站", "government"),
    ("消防救援站", "government"), ("交通管理站", "government"), ("退役军人服务站", "government"),
    ("工会联合会", "social_organisation"), ("妇女联合会", "social_organisation"),
    ("义工协会", "social_organisation"), ("老年大学", "public_institution"),
    ("建筑设计室", "enterprise"), ("客运公司", "enterprise"),
)  # fmt: skip

# category → (need, detail, what was done)
NEEDS = {
    "environment": (("清理楼后的垃圾堆", "楼后堆了旧家具，夏天有气味", "清走了旧家具，放了垃圾桶"), ("疏通堵了的排水沟", "下雨就积水，进出要踩水", "清了淤泥，换了两块沟盖")),
    "parking": (("划清楼前的停车线", "车停得乱，消防车进不来", "划了12个车位，留出了消防通道"), ("给电动车找个充电的地方", "有人从楼上拉线充电", "装了一排充电插座")),
    "elderly_care": (("给独自住的老人定期量血压", "腿脚不便，去医院远", "每月第一个周三上门"), ("教老人用手机挂号", "不会用，每次都要子女请假", "办了三次小班")),
    "safety": (("给老楼换灭火器", "楼道里的灭火器过了期", "换了24个灭火器"), ("晚上巷口加一盏灯", "巷口很黑，摔过人", "装了一盏太阳能灯")),
    "facility": (("修三单元的楼道灯", "灯坏了半个月", "换了声控灯"), ("修好活动室的门", "门关不上，下雨进水", "换了门锁和门框")),
    "culture_sport": (("周末开放球场", "孩子没有地方打球", "周末白天开放，登记就能用"), ("办一次邻里歌会", "好久没有一起热闹了", "办了一场，来了一百多人")),
    "policy_service": (("讲讲医保怎么报销", "听不懂政策，怕报错", "讲了两场，发了一页纸"), ("帮忙办养老资格认证", "不会用自助机", "社区来人手把手教")),
    "mediation": (("调解楼上楼下漏水", "两家说不拢", "找到了漏点，两家签了字"), ("商量晾衣竿怎么装", "伸得太长挡了楼下", "统一了位置和长度")),
    "education": (("暑假有人看孩子写作业", "父母都上班", "开了托管班，二十个孩子"), ("给孩子讲防溺水", "小区挨着河", "讲了一场，发了救生圈")),
    "other": (("写清楚快递放在哪里", "快递堆在门口", "贴了告示，腾了一间小房"), ("换一块看不清的门牌", "找人常常走错", "换了8块门牌")),
}  # fmt: skip

# kind, title, categories, unit of measure
RESOURCES = (
    ("venue", "周末可以借的会议室", ("policy_service", "culture_sport"), "间"),
    ("venue", "操场和篮球架", ("culture_sport", "education"), "个"),
    ("people", "会修水电的师傅", ("facility", "safety"), "人"),
    ("skill", "懂法律的同事", ("mediation", "policy_service"), "人"),
    ("equipment", "高空作业车", ("facility", "environment"), "台"),
    ("service_channel", "办证窗口预约", ("policy_service",), "个"),
    ("people", "志愿者小队", ("elderly_care", "environment", "education"), "人"),
)
SERVICES = (
    ("上门量血压", ("elderly_care",), "量血压、讲用药", "六十岁以上的老人", "每月第一个周三"),
    ("免费法律咨询", ("mediation", "policy_service"), "婚姻、邻里、劳动", "所有居民", "每周五下午"),
    ("家电义务维修", ("facility",), "风扇、电饭锅、灯", "所有居民", "每季度一次"),
    ("课后辅导", ("education",), "写作业、读书", "小学生", "放学后"),
    ("消防演练", ("safety",), "灭火器怎么用", "每个小区", "每半年一次"),
    ("停车引导", ("parking",), "高峰时段引导", "老小区", "早晚各一次"),
)

# stem of the name, what is done, what was before, what came of it
PROJECTS = (
    ("加装路灯", ("立灯杆", "接电线"), "晚上走路看不见", "装好了，晚上都亮"),
    ("改造雨污分流", ("挖沟", "换管", "铺回路面"), "一下雨就返水", "雨天不再返水"),
    ("翻新活动室", ("刷墙", "换门窗", "添桌椅"), "漏雨，没人去", "天天有人来"),
    ("整治停车", ("划线", "装道闸"), "车停得乱", "消防通道通了"),
    ("加装电梯", ("征求意见", "设计", "施工"), "老人下不了楼", "两部电梯能用了"),
    ("修补围墙", ("砌墙", "抹面"), "围墙塌了一角", "修好了"),
    ("口袋公园", ("平地", "种树", "装座椅"), "一块荒地", "成了小公园"),
    ("雨棚和充电桩", ("搭棚", "装插座"), "飞线充电", "有了集中充电的地方"),
)
LONG_NAME = "关于老旧小区公共部位照明和消防通道综合整治及配套设施完善工程"

MECHANISMS = (
    ("da-dangwei", "社区大党委", "in_place", "社区和单位一起商量社区的事。", ()),
    ("diandan", "点单、下单、接单", "in_place", "居民提出要办的事，社区下单，单位接单来办。", ("群众点单", "社区下单", "单位接单")),
    ("lianxi-huiyi", "联席会议", "in_place", "每季度坐在一起，商量难办的事。", ()),
    ("kaohe-pingyi", "考核评议", "improving", "单位和社区一起看做得怎么样。", ()),
    ("jifen-xiang", "邻里互助", "planned", "邻居之间互相帮忙，打算明年试一试。", ()),
)  # fmt: skip

MATTERS = (
    ("项目和花费", "项目", "projects", 92, "每季度"), ("资金来源和用途", "财务", "funding", 31, "每月"),
    ("办理单的进展", "服务", "orders", 7, "每周"), ("联席会议议定的事", "党务", "meetings", 92, "会后十日内"),
    ("兼职委员名单", "人事", "memberships", None, "有变动时"), ("考核评议结果", "党务", "appraisals", 366, "每年"),
    ("共建协议", "党务", "agreements", None, "签订后二十日内"), ("物业收支", "物业", "", 92, "每季度"),
)  # fmt: skip
