"""How the same text may be printed: simplified or traditional, half or full width.

The rest of the parser knows simplified characters and half-width letters and digits only.
"""

import re

_SIMPLIFIED = (
    "万个种项条户吨台辆只张间栋门颗块队组届亩顷时钟岁轮类场处单笔页册级镇乡县区国点币镑欧两内过约将满达数几于标准盘双发车"
    "员厘业产务会农稳划动图号来义资设险权长统学强为样别节课纳帧词围体线复举独关东边头严实龙余带护轻签预违缔邻临贴亲赶经争"
    "众价债养军击办劲劳华卢团园坛奋妇宝对层属岗峡庆开录戏报担换据摄撑断机构桥气灯状现画确码称简粮纯织维缀网罗罚脉药营规览"
    "计议讲记证评识诉诊试谈谋谍谓账货质贯赋赞转载辖运远连鉴铁阶际随韩风飞饭馆驱鸣黄乐奖湾猫税补额并亿后纲续编邮电热传专赛"
    "进从歼轰云栏财与仅滚坚纪这归闻绩调势贰陆叁当宾说环"
)
_TRADITIONAL = (
    "萬個種項條戶噸臺輛隻張間棟門顆塊隊組屆畝頃時鐘歲輪類場處單筆頁冊級鎮鄉縣區國點幣鎊歐兩內過約將滿達數幾於標準盤雙發車"
    "員釐業產務會農穩劃動圖號來義資設險權長統學強為樣別節課納幀詞圍體線複舉獨關東邊頭嚴實龍餘帶護輕簽預違締鄰臨貼親趕經爭"
    "眾價債養軍擊辦勁勞華盧團園壇奮婦寶對層屬崗峽慶開錄戲報擔換據攝撐斷機構橋氣燈狀現畫確碼稱簡糧純織維綴網羅罰脈藥營規覽"
    "計議講記證評識訴診試談謀諜謂賬貨質貫賦贊轉載轄運遠連鑒鐵階際隨韓風飛飯館驅鳴黃樂獎灣貓稅補額並億後綱續編郵電熱傳專賽"
    "進從殲轟雲欄財與僅滾堅紀這歸聞績調勢貳陸參當賓說環"
)
_HALF_WIDTH = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+-./%<>[]~"
_FULL_WIDTH = "".join(chr(ord(character) + 0xFEE0) for character in _HALF_WIDTH)
_PLAIN = dict(
    zip(_TRADITIONAL + "圓圆\u3000" + _FULL_WIDTH, _SIMPLIFIED + "元元 " + _HALF_WIDTH, strict=True)
)
_OTHER = re.compile(f"[{re.escape(''.join(_PLAIN))}]")
_GROUPED = re.compile("[０-９]{1,3}(?:，[０-９]{3})+")


def plain(text: str) -> str:
    """`text` in simplified characters, with letters, digits, their signs and spaces in half width.

    Offsets hold. It is `text` itself if it is printed so already.
    """
    if any(digit in text for digit in "０１２３４５６７８９"):
        text = _GROUPED.sub(lambda found: found.group().replace("，", ","), text)
    return _OTHER.sub(lambda found: _PLAIN[found.group()], text)
