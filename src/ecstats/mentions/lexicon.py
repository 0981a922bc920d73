"""The words around numbers in official prose: units, bound words, names and look-alikes.

Data only, in the forms of `printing`; `pattern` makes regular expressions of it.
"""

import re
import string
from collections.abc import Iterable

LATIN = frozenset(string.ascii_letters)

# A unit, and after the slash the characters that make another word of it: 支 but not 支持.
UNITS = """
% ‰ 个百分点 百分点 个基点 基点 个点 倍/增速数受感加率
元/旦素件器宝年首宵谋宇 美元 欧元 港元 港币 日元 英镑 澳元 卢布 韩元 元人民币 人民币
家/庭具居长乡园禽畜属 家次 个/税 名/录单称牌义列为额誉气 名次 位/于列居置 位次 个位次
人/民均才工员力大社行类文物事气身 人次 人口 人天 人日 户/籍均口型外 户次 户家庭
件 件套 件次 条/件例码约 项 种/植业子养苗粮 类/似别型比推 次/级要序数生氯产元
场/所景地馆内外均址站合 场次 座/谈位椅机 处/理于置级罚长在分方以 所/有在属得以谓需占示用列述
台/湾风账资阶商州 台套 台次 套/餐利现 辆 辆次 艘 艘次 架/构设空桥子 架次 只/有要是能需为会不此占增用限做剩达见
头/部条等 匹/配 株/洲式 棵 枚 颗 张/北家江店 份/额量子 部/分署长级队件 部门 部委 册 篇
本/科市省地土级报次轮年月身来质金着 款/项待式额 间/接隔断距歇谍 幢 栋 层/面出 块 片/区面 支/持付出部撑援行配柱线
把/握关控手脉 根/据本源治植除基 段/落 道/路德理 门/户店类诊槛票禁窗头 组/织成合建团件长 队/伍员长
群/众体团 幅/度员 笔/记者试 宗/旨教 起/来到草步点义初止始着源降飞诉跌伏因码 例/如外行会子证 票/据价房务面
单/位个独一元品件次套日月价项纯体 箱 袋 瓶 桶 列/入为车举支出席 班/子长组级 班次 车次 车道 航次 批/准发复评示
席/位卷 床 张床位 字/母体号典段符 字节 比特 词 页/面 帧 股/份权东市票价息民本指债改级 轮/胎流换值动船岗播回车驱
省/级委内长会直域区政略 省份 省市 省区市 市/场政民值县级区面委长直域辖 县/域级城委乡市 县区 县市区
区/域间块分别内县级位市划 镇/区级域 乡/镇村亲土 村/民级庄委镇 国/家际内外有企民务产道标资债籍画防土营 地/区方市级铁块点产处位理震面图下形域标表质址
方面 大/学型量连庆同于关 端 个工作日 工作日 个交易日 交易日 学时 课时 学分 分/之别布类析级为成行公支
年/级轻会货鉴报均度 周年 个月 周/边口期转围密全末刊村 天/津气然猫下水桥河台山空数赋性才花地使目文际线堂主
日/本均报益常程期产照用化 个小时 小时 分钟 秒 毫秒 季度 个季度 岁 周岁
米/兰粉面饭线其业勒 公里 千米 厘米 毫米 微米 纳米 海里 平方公里 平方千米 平方米 立方米 亩/均产 公顷
克/服隆拉罗里强 千克 公斤 斤 毫克 微克 吨 吨公里 吨标准煤 吨标煤 标准箱 标箱 担 升/级至高到值幅温学为降起本空旗 毫升 立方
千瓦时 千瓦 兆瓦时 兆瓦 兆/欧 吉瓦 瓦 千伏安 千伏 伏 度/假过夏汛 赫兹 兆赫 千焦 摄氏度 ℃ °C °
点/多击位上对以评餐亮面状赞到火名缀滴
km² km2 km m² m2 m³ m3 mm cm μm nm kg mg μg kWh MWh GWh TWh kW MW GW V kV KV kVA MVA Hz kHz MHz GHz
Mbps Gbps Kbps Tbps bps KB MB GB TB PB EB EFLOPS PFLOPS TEU TOPS ms hm² USD RMB CNY EUR
""".split()

# Units of a rank rather than of a count: 三级 is the third level unless levels are listed.
RANKS = """
级/别 星级 期/间货末限望刊待初 届 版/本权面块图 号/称召码角 号线 号楼 室/内外温 等奖 年级 次全会 次全体会议 中全会 中/央国小学心部间等高药型西东期介层华外旬年转
""".split()

# First characters of units that count after 一, where most measure words make an article or an
# adverb.
AFTER_ONE = "个家名位项种条座支套份把台件处次场所户辆只张本部册篇款间幢栋艘架枚颗块片道类倍元美亩吨米公千平小分年天周季克升笔票单门岁"

# Beside a number: how it bounds the value.
BEFORE = {
    "over": "超过 超过了 超出 超 突破 突破了 逾 高于 大于 多于 破 远超 >",
    "at_least": "不少于 不低于 不小于 至少 最少 起码 ≥ ⩾",
    "nearly": "近 接近 将近 逼近",
    "about": "约 大约 约为 约有 约占 约达 约合 大概 ≈",
    "at_most": "不超过 不高于 不多于 不大于 至多 最多 ≤ ⩽",
    "under": "不足 不到 低于 少于 小于 未满 不满 <",
}
# Only before a bare 百, 千, 万, 亿: 上百家, 过亿元.
BEFORE_SCALE = {"at_least": "上", "over": "过", "order_of_magnitude": "数 几 成"}
AFTER = {
    "at_least": "以上 及以上 (含)以上 （含）以上",
    "at_most": "以下 及以下 以内 之内 (含)以下 （含）以下",
    "about": "左右 上下",
    "over": "以外 (不含)以上 （不含）以上",
    "under": "(不含)以下 （不含）以下",
}
# 节约 is no 约, 附近 no 近, 商超 no 超, 线上 no 上.
NOT_BEFORE = {
    "约": "节合预签公违契条制誓缔特邀集简",
    "近": "附最邻靠就临贴相亲",
    "超": "商农网反赶高",
    "过": "通经不超",
    "上": "以线网之加千百",
    "破": "打",
}

# Several numerals, or one, in the fixed name of a programme, a policy or a saying.
NAMES = """
一带一路 一带四区 三位一体 五位一体 四位一体 三品一标 三农 六稳 六保 两不愁 三保障 四个全面 四个自信 四个意识
两个维护 两个确立 三个代表 八项规定 两学一做 三严三实 三去一降一补 两个一百年 百年奋斗目标 三会一课 五险一金
三权分置 一网通办 一网统管 一件事一次办 一二三产业 三次产业 一次产业 二次产业 四好农村路 十九大 十八大 十七大 二十大
六个一批 五个一批 四个革命 五个振兴 七国集团 二十国集团 一窗受理 最多跑一次 四级服务平台 四上企业
两个毫不动摇 双随机、一公开 一、二、三产业 一、二、三次产业 一、二产业 二、三产业 八一建军节 五一假期 五一黄金周 五一小长假 五一劳动节 五一国际劳动节 十一假期 十一黄金周 十一长假 九三学社 三八妇女节 五四运动 三来一补 一刻钟便民生活圈
一国两制 三重一大 四大名著 三产融合 三步走 双一流 双11 双十一 双12 双十二 58同城 36氪 51信用
""".split()
# 河北365, 打造1688: a bare number of this list that a word follows.
NUMBERS_AS_NAMES = set("58 110 119 120 211 315 360 365 515 618 863 973 985 996 1024 1688".split())
NUMBERS_AS_NAMES |= set("12306 12315 12333 12345 12348 12366 12388 95598".split())

# Words that begin with a numeral and a measure word and count nothing.
NOT_NUMBERS = """
一般 一些 一定 一样 一直 一起 一旦 一致 一律 一边 一切 一向 一同 一并 一贯 一再 一举 一度 一时 一心 一味 一如 一面
一方面 一揽子 一站式 一把手 一把抓 一个劲 一次性 一次能源 二次能源 二次元 一条龙 一部分 一元化 一块儿 一片片
一个个 一家家 一件件 一项项 一条条 一次次 一座座 一位位 一名名 一道道 一天天 一年年 一步步 一门心思 一张嘴 一本正经
一家人 一家亲 一家之言 一类似 一倍增 一年四季 一天到晚 一件套 一套套 一份份 一台戏 一处处 一种种 一代代
万花筒 三元食品 三元区 三元桥 五家渠 五台山 五台县 七台河 九台区 三台县 三门峡 三门县 三门湾 八里庄 六盘水 五大连池
三国演义 三国时期 三国志 四大发明 六枝特区 三家店 三级跳 四级风 千家万户 四面八方 千百年 万家灯火 万户侯 百家争鸣
百家姓 三人行 五道口 三次元 三家村 八大处 八大山人 三里屯 两地分居 七大姑八大姨 三头六臂 五次三番
三番五次 五花八门 成千上万 成百上千 七匹狼 三天两头 三年五载 一年半载 一日千里 十里八乡 千村万户 九牛一毛 两面三刀 七上八下
一点一点 一点一滴 一点点 三三两两 七七八八 一五一十 两位数 一位数 三位数 千山万水 五湖四海 百年老 百家讲坛 万家乐
""".split()


def pattern(words: Iterable[str]) -> str:
    """Alternation of `words`, longest first.

    ``支/持付`` stands for 支 that is not followed by 持 or 付; a word that ends in a Latin
    letter is not followed by another one.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=_length, reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    alone = "".join(re.escape(first) for first in groups if groups[first] == [""])
    branches = [f"[{alone}]"] if alone else []
    for first, rests in groups.items():
        if rests != [""]:
            branches.append(f"{re.escape(first)}(?:{'|'.join(map(_rest, rests))})")
    return "|".join(branches)


def guarded(words: Iterable[str], not_after: dict[str, str]) -> str:
    """Like `pattern`, each word not directly after the characters listed for its first one."""
    alternatives = []
    for word in sorted(words, key=len, reverse=True):
        others = not_after.get(word[0], "")
        alternatives.append((f"(?<![{others}])" if others else "") + re.escape(word))
    return "|".join(alternatives)


def _length(word: str) -> int:
    return len(word.partition("/")[0])


def _rest(word: str) -> str:
    """A word without its first character: what it is not followed by goes into a lookahead."""
    unit, _, others = word.partition("/")
    if others:
        return f"{re.escape(unit)}(?![{others}])"
    return re.escape(unit) + (r"(?![A-Za-z])" if unit[-1:] in LATIN else "")
