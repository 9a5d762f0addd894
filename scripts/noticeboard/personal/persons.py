"""Names beside what must not stand beside a name: a child's age or school, health, hardship.

Nobody can know every name. A name is a surname and one or two letters after it, or 某 or a
star in their place; it counts only right beside the other word, as lists and careless
sentences have it. 会议精神 and 走访困难群众 are no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from noticeboard.personal.text import Spot, around, numerals

# The Hundred Family Surnames and those met since, without letters that mostly begin a word.
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
    "尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄"
    "单包司柏宁柯阮桂闵解强柴华车冉房边辜蓝丘饶巫练揭幸骆邬古池缪刁凃冼敖麦岑巢褚戚喻窦奚郎昌凤酆廉滕乐皮卞穆湛禹狄米贝臧伏谈茅麻娄危虞昝裘干应宗宣贲郁杭诸吉钮嵇滑荣荀羊於惠封芮羿储汲邴"
    "糜乌巴弓隗宓蓬郗仰仲伊宫仇栾暴钭厉戎祖符韶郜蓟蒲邰鄂索咸卓蔺屠蒙阴鬱胥苍闻莘贡劳逄姬堵宰郦雍郤璩桑濮寿扈燕冀郏浦晏瞿慕茹宦艾鱼慎戈庾暨衡弘匡寇禄阙殳沃蔚夔隆巩厍晁勾融冷訾阚简毋乜"
    "鞠蒯荆竺逯盖桓仉帅缑亢况郈琴楚闫汝鄢钦佘佴谯笪佟盘肖邝粟苟"
)
COMPOUND = "欧阳|司徒|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|端木"
_HAN = r"[\u4e00-\u9fff]"
# What begins like a surname and goes on as an ordinary word.
NO_NAMES = re.compile(
    "范小学|单某同|许多|方便|方面|方案|方式|方法|高度|高年级?|高中|高校|高龄|高一|高二|高三|高考|高温|常见|常住|常年|常用|常态|白天|马上|成人|成年|成立|成员|成为|成功|时候|时间|时期|安全|安排|安置|安装|"
    "文明|文化|文件|文体|金额|金属|石材|万元|万人|万户|万余|江西|江苏|江边|向社|向居|向全|向家|向村|路面|路段|路口|关心|关爱|关于|关系|关注|和谐|温馨|温暖|康复|康养|宁静|强化|强制|解决|解除|"
    "管理|管控|项目|华侨|车辆|车位|车主|边缘|房屋|房产|包括|包含|景区|单位|单亲|单独|左右|毕业|任务|任何|龙头|于是|于本|童年|游客|游览|阳光|查询|查看|卫生|卫健|盛夏|曲艺|"
    "平安|全体|全镇|全家|应当|应该|谢谢|何时|何地|何种|史上|段落|武装|严格|严重|严禁|申请|申报|申领|申诉|施工|施行|易发|易燃|田间|夏令|夏季|叶片|胡同|林地|林业|林木|黄色|黄金|"
    "程度|程序|曾经|雷雨|雷电|牛奶|季度|章程|尤其|焦虑|齐全|莫名|庄严|纪念|纪律|费用|席位|苗木|祝贺|凌晨|游玩|位于|位置|位居|甘蔗|薄弱|司法|司机|桂花|柴火|洪水|汤料|孔子|毛巾|"
    "陆续|唐代|宋代|明显|明确|周岁|周边|周围|周期|周末|周一|周二|周三|周四|周五|周六|周日|余人|余户|余名|余件|余元|兰花|梅花|康乐|顾问|顾客|孙子|孙女|姜汤|简单|容易|叶酸|倪虹|严峻|路灯|高血|高危|"
    "高发|高频|高层|高空|马路|龙舟|石阶|石路|白内|白血|黄码|江河|温度|金融|金钱|文书|文本|安心|安宁|安居|安度|成果|成绩|向上|向前|管道|管网|关怀|关闭|关停|车棚|华人|强调|强迫|解读|解答|查处|查验|卫星|"
    "单身|单人|包裹|景观|景点|任职|任教|任意|武术|乔木|易腐|常规|常务|毕竟|季节|丛林|凌乱|费率|项链|曲目|游泳|席卷|屈指|位次|甘露|宁可|柯桥|阮囊|闵行|车间|边界|房间|左侧|左邻|涂料|谷物|时段|时长|耿直|詹姆|"
    "谢绝|谢意|韩国|冯家|于家|董事|萧条|程控|曹操|袁家|沈阳|彭湃|吕剧|卢比|贾家|丁克|魏晋|薛家|阎罗|潘家|杜绝|戴口|汪洋|范围|范本|范畴|姚家|谭家|邹家|熊猫|郝家|崔家|邱家|秦岭|侯车|邵阳|孟子|钱款|尹家|黎明|"
    "张贴|张挂|朱红|胡乱|徐徐|郭沫|罗列|梁柱|郑重|刘家|杨梅|杨柳|陈述|陈列|陈旧|李子|赵家|吴川|周知|何以|何处|余额|余地|史料|龚家|庞大|樊篱|殷切|陶瓷|翟家|颜色|芦苇|俞家|鲁莽|葛根|伍家|韦家|聂家|柳树|邢台|"
    "乐队|乐团|乐器|乐园|乐意|乐于|曾组|曾参|曾获|曾任|曾在|曾为|曾是|曾被|曾对|曾向|应届|应聘|应急|应对|居家|符合|胥吏|双职|强迫|解释|费接|时救|双方|方均|童和|高峰|高宫|任医|于去|古树|古镇|古村|古建|古老|池塘|涂抹|幸福|骆驼|连续|练习|刁难|方面|应急|成绩|向阳|万名|时4|"
    "岳父|岳母|辛苦|祁连|舒适|舒心|牟利|卜卦|靳家|欧盟|甄别|裴家|鲍鱼|覃家|霍乱|翁婿|隋唐|植物|植树|植被"
)
# 班主任 and 如何 end in a surname and are none.
_SURNAME = rf"(?:(?<!主)(?<!如)(?<!为)(?<!任)[{SURNAMES}])"
NAME = rf"(?:(?:{COMPOUND})(?:{_HAN}{{1,2}}|[某*×xX]{{1,2}})|{_SURNAME}(?:[\s.]?{_HAN}(?:\s?{_HAN})??|某{{1,2}}|[*×○xX]{{1,2}}))"
_END = r"(?=$|[\s,，.。;；、:：(（)）!！\ufdd0”\"]|[的等系是因患家在已于为和与]|同学|同志|小朋友|老师|女士|先生|一家|家庭|本人|病情|确诊)"
_STOP = r"[\s,，、(（:：|;；/-]{0,3}"
_SEX = r"(?:[男女][\s,，、|)）/-]{0,3})?"
AGE = (
    r"(?P<age>\d{1,2}|十[一二三四五六七八九]?|[一二三四五六七八九])\s?周?岁(?!以|及|至|到|-|的?老)"
)
_CLASS = r"(?:[小初高]?[一二三四五六七八九1-9]\s?(?:\(\s?\d{1,2}\s?\)|（\s?\d{1,2}\s?）|年级)\s?(?:\(?\d{1,2}\)?)?\s?班?|[初高][一二三](?!年)|小[一二三四五六](?![年])|学前班|幼儿园(?:[小中大]班)?|[小中大]班)(?!语文|数学|英语|教师|老师|教研|组|班主任|年级主任|家长|以|全|各|部|级|学生家长|段长|备课)"
_PUPIL = r"(?:的)?(?:学生|同学|小学生|初中生|女生|男生|幼儿|儿童|孩子|小朋友|女孩|男孩|孤儿|留守儿童|困境儿童)"
MINORS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<name>{NAME})(?:同学|小朋友)?{_STOP}{_SEX}(?:今年|现年)?(?:年仅|年龄|才|刚满|年满|刚)?[:：\s]{{0,2}}{AGE}",
        rf"{AGE}(?:的|大的)?(?:小学生|学生|小朋友|女孩|男孩|儿童|孩子|孤儿|女儿|儿子|孙子|孙女|女童|男童)?[\s,，:：]?(?P<name>{NAME}){_END}",
        rf"{_CLASS}\s?{_PUPIL}?\s?[:：]?(?P<name>{NAME})(?=同学|小朋友|[\s,，.。;；、)）\ufdd0]|$|的)",
        rf"(?P<name>{NAME})(?:同学|小朋友)?{_STOP}(?:是|系|现为|就读于|就读|在|来自|读|刚上|升)[^。；\n\ufdd0,，]{{0,14}}?(?:小学|初中|中学|幼儿园|{_CLASS})",
        rf"(?P<name>{NAME}){_STOP}(?:[^。；\n\ufdd0,，]{{0,8}}(?:小学|初中|中学|幼儿园)[^。；\n\ufdd0,，]{{0,4}})?{_CLASS}",
        rf"(?:小学|初中|中学|幼儿园|留守儿童|困境儿童|孤儿|未成年人|学生)(?:{_PUPIL})?[:：]?(?P<name>{NAME})(?=同学|小朋友|{_STOP}{_SEX}{AGE}|[\s,，.。;；、(（)）\ufdd0]|$)",
        rf"(?P<name>{NAME}){_STOP}(?:年龄|年级|班级|age|grade)\s?[:：]\s?(?:\d|[一二三四五六七八九])",
        rf"(?P<name>{NAME})(?:同学|小朋友)?{_STOP}{_SEX}20[12]\d[年./-]\d{{1,2}}(?:月|[./-])?(?:\d{{1,2}}日?)?\s?(?:出生|生)(?![产活效])",
        rf"(?P<name>{NAME})(?:同学|小朋友)(?=[\s,，.。;；、(（)）\ufdd0的在]|$)",
    )
)
# A word of two or three letters by itself, as a name stands in a list or after a colon.
SOLE = rf"(?<!{_HAN})(?P<name>{_HAN}(?:\s?{_HAN}){{1,2}})"
NOT_A_NAME = re.compile(
    "[男女]|儿|孩|童|学|老|幼|婴|少|青|未|年|不|已|满|新|对象|人员|家长|其中|包括|平均|组|周岁|岁|凡|符合|本|该|全|各|户|居民|村民|群众|姓名|性别|出生|班|合计|总|共|约|达|至|第|初|高|中|小|大|"
    "甲|乙|丙|丁|接种|年龄|时间|日期|适|参|名单|备注|监护|父|母|祖|兄|弟|姐|妹|因|经|由|现|我|他|她|您|请|每|首|再|又|仅|患|残|低保|特困|困难|五保|重|精神|智力|肢体|视力|听力|言语|多重|职|无|有|是|为"
)
_LIST = r"[\s,，、|/()（）【】\[\]:：-]{1,3}"
_BORN = r"20(?:09|[12]\d)\s?[年./-]\s?\d{1,2}"
SOLE_MINORS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{SOLE}{_LIST}(?:[男女]{_LIST})?(?:今年|现年)?{AGE}(?=[\s,，。;；、|)）】\]\ufdd0]|$|的)",
        rf"{SOLE}{_LIST}[男女]{_LIST}{_BORN}",
        rf"{SOLE}{_LIST}?(?:出生日期|出生年月|生日|生于)[:：]?\s?{_BORN}",
        rf"{SOLE}{_LIST}{_BORN}(?:月|[./-])?(?:\d{{1,2}}日?)?\s?(?:出生|生)(?![产活效])",
        rf"{_CLASS}[^。\n\ufdd0]{{0,6}}?姓名[:：]\s?(?P<name>{_HAN}(?:\s?{_HAN}){{1,2}})(?!{_HAN})",
        rf"(?:学生|孩子|小朋友|女孩|男孩)(?:姓名|叫|名叫)[:：]?\s?(?P<name>{_HAN}{{2,3}})(?=[\s,，。;；、(（|])",
    )
)
HARDSHIP = (
    r"(?:低保(?:户|对象|家庭|边缘户?|救助)?|特困(?:人员|户|供养)?|五保户?|建档立卡|(?:[一二三四1-4]级)?(?:肢体|视力|听力|言语|智力|精神|多重)残疾(?:[一二三四1-4]级)?|残疾(?:人|[一二三四1-4]级|等级|证)|[一二三四1-4]级残疾|重残|"
    r"精神(?:病|障碍|分裂|异常|失常)(?:患者|人员)?|抑郁症?|艾滋病?|hiv|[一-龥]{0,3}癌(?:症|患者|术后|晚期)?|白血病|尿毒症|肿瘤|透析|乙肝|肺结核|结核病|传染病|重(?:大)?病|大病|瘫痪|"
    r"社区矫正(?:对象|人员)?|社矫(?:对象|人员)?|(?:强制|社区)?戒毒(?:人员)?|吸毒(?:人员)?|涉毒|刑满释放(?:人员)?|刑释(?:人员)?|信访(?:人|户|对象)|上访(?:人|户)|缠访|孤儿(?!童)|困境儿童|失独(?:家庭|老人)?|单亲(?:家庭|妈妈)?|离异|丧偶|贫困户|困难户|困难家庭|特殊困难|脱贫户|监测户|家暴|失能|化疗|精神[一二三四]级|偏瘫|中风|阿尔茨海默|痴呆|自闭症|癫痫|肾衰|梅毒|残疾类别)"
)
# Words that are said of one person: the name may follow at once, whatever comes after it.
_LABEL = (
    r"(?:低保(?:户|对象|边缘户)|五保户?|特困(?:人员|户)|贫困户|困难(?:户|党员|职工|学生)|脱贫户|监测户|患者|病人|感染者|携带者|信访(?:人员?|户|对象)|(?:老)?上访(?:人员?|户)|缠访人员|"
    r"(?:社区)?矫正(?:对象|人员)|社矫(?:对象|人员)|戒毒(?:人员)?|吸毒人员|刑满释放(?:人员)?|刑释(?:人员)?|残疾人|重残|孤儿(?!童)|失独(?:家庭|老人)|单亲妈妈|死者|伤者|逝者)"
)
_KIN = r"(?:同志|女士|先生|一家|家庭|家|夫妇|老人|的?(?:父亲|母亲|妻子|丈夫|儿子|女儿|孩子|爱人|奶奶|爷爷))?"
_SAID = r"(?:系|是|属于?|患有?|患上了?|身患|因患?|得了?|查出|检出|被?(?:确诊|诊断)为?|(?:已|被)?(?:纳入|列为)|为|现为|正在|接受|享受|持有?|有|曾|目前|长期|一直|[父母]亲|妻子|丈夫)"
_NO_POLICY = r"(?!政策|工作|服务|宣传|知识|条例|法|办法|站|所|协会|联合会|事业|康复|就业|标准|资金|补贴|证明|制度|辅具|筛查|防治)"
_THEN = r"[^。；\n\ufdd0,，、的了给向对与和送到访进办开讲参组]"
HARD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LABEL}[:：\s(（]{{0,2}}(?P<name>(?:{COMPOUND})(?:{_HAN}{{1,2}}|[某*]{{1,2}})|[{SURNAMES}](?:{_HAN}{{2}}|[某*×]{{1,2}}))",
        rf"{HARDSHIP}(?:患者|人员|对象|居民|村民|群众|病人|家庭|老人|户主|名单)?[:：\s（(]{{0,2}}(?P<name>{NAME}){_END}",
        rf"(?P<name>{NAME}){_KIN}[\s,，(（:：|/-]{{0,2}}(?:[男女][\s,，|]{{0,2}})?(?:\d{{1,3}}岁[\s,，|]{{0,2}})?{_SAID}{_THEN}{{0,6}}?{HARDSHIP}{_NO_POLICY}",
        rf"(?P<name>{NAME}){_KIN}[\s,，(（:：|/-]{{1,3}}(?:[男女][\s,，|]{{1,3}})?(?:\d{{1,3}}岁?[\s,，|]{{1,3}})?{_THEN}{{0,4}}?{HARDSHIP}{_NO_POLICY}",
    )
)
SOLE_HARD = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_LABEL}\s?[:：(（]\s?(?P<name>{_HAN}(?:[\s.-]?{_HAN}){{1,2}})(?=[\s,，。;；、)）|\ufdd0]|$)",
        rf"{SOLE}{_LIST}(?:智力|精神病?|肢体|视力|听力|言语|多重)(?:残疾)?\s?[一二三四1-4]\s?级",
        rf"{SOLE}{_LIST}(?:[男女]{_LIST})?(?:患|确诊|身患)[^。；\n\ufdd0,，、]{{0,6}}?{HARDSHIP}{_NO_POLICY}",
    )
)
# 副主任医师李样本（肺癌）: whose trade it is.
CARER = re.compile(
    "(?:医师|医生|治疗师|护士|专家|教授|讲师|主讲|教师|老师|班主任|辅导员|校长|教练|园长|书记|主任|民警)[:：\\s]?$"
)
# 黄老师, 李书记: a post, not a given name.
IN_OFFICE = re.compile(
    rf"[{SURNAMES}](?:老师|医生|护士|书记|主任|委员|干部|局长|校长|园长|所长|院长|镇长|科长|站长|同志|先生|女士|阿姨|叔叔|师傅|栋长|楼长|组长|队长|会长|社长|理事|经理|总监|部长|处长|馆长|行长|县长|村长|秘书|干事|老板|工程师|网格员|志愿者|法官|检察官|警官|律师|教授|教练|主席|主管|会计|副)"
)
ADULT = 18
CHILD_WORD = re.compile(
    "岁|出生|生(?![产活效])|学前班|小[一二三四五六]|年级|小学|中学|初中|幼儿园|学生|同学|小朋友|儿童|孤儿|未成年|班"
)
HARD_WORD = re.compile(rf"{HARDSHIP}|{_LABEL}|[一二三四1-4]\s?级", re.IGNORECASE)
# Letters on either side of such a word within which a name can belong to it.
REACH = 32


# What is looked for, around which words, which words are no names there.
LOOKS = (
    ("minor", CHILD_WORD, NO_NAMES, MINORS),
    ("minor", CHILD_WORD, NOT_A_NAME, SOLE_MINORS),
    ("hardship", HARD_WORD, NO_NAMES, HARD),
    ("hardship", HARD_WORD, NOT_A_NAME, SOLE_HARD),
)


def may_tell_of_a_person(text: str) -> bool:
    """Tell whether a word stands in a text beside which a name is looked for: quick, and seldom true."""
    return bool(CHILD_WORD.search(text) or HARD_WORD.search(text))


def find_persons(text: str) -> Iterator[Spot]:
    """Yield names of children and names beside health or hardship."""
    for kind, word, no_names, patterns in LOOKS:
        for start, end in around(word, text, REACH):
            for pattern in patterns:
                yield from _named(text, pattern, no_names, kind, start, end)


def _named(
    text: str, pattern: re.Pattern[str], no_names: re.Pattern[str], kind: str, begin: int, stop: int
) -> Iterator[Spot]:
    for found in pattern.finditer(text, begin, stop):
        if no_names.match(found["name"]) or IN_OFFICE.match(text, found.start("name")):
            continue
        if CARER.search(text, max(0, found.start("name") - 5), found.start("name")):
            continue
        age = found.groupdict().get("age")
        if age is None or years(age) < ADULT:
            yield found.start(), found.end(), kind, found[0]


def years(text: str) -> int:
    """Return an age written as 8, 八 or 十二."""
    if text[0] == "十":
        return 10 + (int(numerals(text[1:])) if text[1:] else 0)
    return int(numerals(text))
