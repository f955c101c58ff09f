"""The phrases of mail servers, as data: what says that a mail failed, that it is late, and what follows it.

In the patterns a space stands for any white space, line ends included: servers wrap their lines anywhere.
"""

import re

from carmail_tui.reading.bounces.addresses import ADDRESS


def _any(*phrases: str) -> "re.Pattern[str]":
    joined = "|".join(phrases).replace(" ", r"\s{1,12}")
    return re.compile(joined, re.IGNORECASE)


FAILURE = _any(
    # English: nearly all servers, whatever the language of their users.
    r"\b(?:could|can|did|was|were|has|have|is|are|does|do)(?: )?(?:not|n.t) (?:yet )?(?:be |been "
    r"|have been )?(?:\w+ )?(?:deliver|sent\b|reach|receiv|process|accept|transmit|return)",
    r"\b(?:unable|not able|wasn.t able|impossible|failed|failure|trouble|problems?|errors?"
    r"|difficult\w+) (?:to |in |while |with |was detected while )?(?:the )?(?:deliver|send|transmit"
    r"|process|relay)",
    r"\bdel[ei]ver(?:y|ing)?(?: \S+){0,6} (?:fail|error|problem|impossible|abort|unsuccessful|incomplete)",
    r"\b(?:undeliver|un-deliver|non-?deliver|not deliverable|returned to sender|returned mail|bounced"
    r"|has been returned|was returned|being returned|returned because)",
    r"\b(?:address|recipient|user|mailbox|account)\w*(?:\(e?s\))? (?:\S+ ){0,4}(?:failed"
    r"|had \w*(?: )?(?:delivery|permanent|fatal|error)|returned \w*(?: )?error|rejected|affected|refused"
    r"|not deliver)",
    r"\b(?:permanent|fatal|transient|delivery) (?:fatal |delivery )?(?:error|failure|problem)s?\b",
    r"\bfailure reasons?\b|error message below|transcript of (?:the )?session|there was (?:a problem"
    r"|an error)|mail error|processing error",
    r"\b(?:unknown|invalid|no such|bad|unrecogni[sz]ed|disabled|nonexistent) (?:local )?(?:user|recipient"
    r"|address|mailbox|account)|(?:user|recipient|mailbox)(?: is)? unknown",
    r"\b(?:mailbox|mailfolder|inbox|account)(?: \S+){0,3} full\b|(?:over|exceed\w*"
    r"|exceeding)(?: \S+){0,3} quota|quota exceeded",
    r"\b(?:rejected|refused|blocked)(?: \S+){0,4} (?:mail|message|e-?mail)|(?:mail|message"
    r"|e-?mail)(?: \S+){0,5} (?:rejected|refused|blocked|bounced|denied)",
    r"\bfailed (?:recipient|address|mail)|error-for:|intended recipient|failed to identify|failed (?:mail"
    r"|message)|no longer (?:valid|available|in use|accept)",
    r"\bdoes not exist\b|has been disabled|account (?:is )?(?:disabled|inactive|closed|suspended)"
    r"|user.s account|not listed in|not recogni[sz]ed",
    r"\bfailure notice|no mailbox (?:here )?by|does not like recipient|sorry, (?:no |i (?:could|was))"
    r"|\bnon-delivery\b",
    r"\b(?:requested action not taken|giving up|gave up|given up)\b",
    r"\bwas considered (?:unsolicited|spam|unwanted)|delivery of the \S+ was stopped|bad destination"
    r"|\bwas aborted\b|may not exist\b",
    # French: Exchange, Orange, Free, Proximus, OVH.
    r"n.a (?:pas )?(?:\S+ ){0,3}pu (?:[êe]tre )?(?:\S+ ){0,2}(?:remis|d[ée]livr|distribu|livr|transmi"
    r"|envoy|achemin|atteindre)",
    r"n.(?:a|ont) pas [ée]t[ée] (?:\S+ ){0,2}(?:remis|d[ée]livr|distribu|livr|transmi|envoy|achemin)"
    r"|\bnon remis|non d[ée]livr|non distribu",
    r"[ée]chec (?:de |d.)(?:la )?(?:remise|livraison|distribution|envoi|l.envoi|transmission|d[ée]livrance)",
    r"impossible (?:de |d.)(?:remettre|d[ée]livrer|envoyer|distribuer|acheminer|transmettre)"
    r"|n.existe (?:pas|plus)|destinataire inconnu|non recens",
    # Dutch: Exchange, Telenet, KPN, Ziggo.
    r"\bniet (?:\S+ ){0,2}(?:bezorgd|afgeleverd|verzonden|geleverd|besteld|worden verstuurd)|onbestelbaar"
    r"|(?:bezorging|levering|aflevering|verzending)(?: \S+){0,6} mislukt",
    # German: Exchange, GMX, web.de, T-Online, 1&1.
    r"\bnicht (?:\S+ ){0,3}(?:zugestellt|gesendet|ausgeliefert|[üu]bermittelt|zustellbar|versandt"
    r"|weitergeleitet)|unzustellbar|zustell\S*(?: \S+){0,6} (?:fehlgeschlagen|gescheitert"
    r"|nicht m[öo]glich)",
    r"fehler bei der (?:zustellung|[üu]bermittlung)|\bfehlgeschlagen",
    # Spanish, Portuguese, Italian, Polish: Exchange and the large providers of these countries.
    r"\bno (?:se )?(?:ha |han )?(?:podido|pudo|pudieron|puede)(?: \S+){0,3} (?:entreg|envi)|no se entreg"
    r"|error de entrega|n[ãa]o (?:p[ôo]de|foi|foram)(?: \S+){0,3} (?:entreg|envi)|falha (?:na|de) entrega",
    r"non (?:[èe].? |pu[òo] |sono )(?:\S+ ){0,4}(?:recapit|consegn|inoltr)|mancat[ao] (?:recapito"
    r"|consegna)|non recapitabile|nie (?:zosta|mo[żz]|uda)\S*(?: \S+){0,4} (?:dostarcz|dor[ęe]cz)",
    # Japanese (au, docomo, Trend Micro, m-FILTER), Russian (mail.ru, Yandex), Chinese (QQ, 163).
    r"できません|できなかった|失敗|エラー|届きません|配信不能|見つかりません|存在しません"
    r"|不達|не (?:\S+ ){0,3}доставл|не удалось"
    r"|недоставл"
    r"|не может быть|退信|无法|失败|無法|系统退",
)  # fmt: skip
"""Said by a machine, this means a bounce, if an address is named."""

TEMPLATE = _any(
    r"(?:created|generated) automatically by|automatically generated (?:message|delivery|reply|mail)"
    r"|automatic (?:message|mail) from",
    r"\b(?:the|to the|for the|these|to) following (?:\w+ )?(?:address|recipient|user|e-?mail|destination"
    r"|mailbox|person|people)",
    r"メールエラー|送信できません|配信できません|メールシステム"
    r"|not be delivered to(?: )?:|message from interscan",
    r"did not reach|transcript of session|delivery status notification|error-for:|failed recipient",
    r"(?:aux?|le|les|des) (?:destinataires?|adresses?) (?:ou (?:aux )?\w+ )?suivante?s?|(?:volgende"
    r"|onderstaande) (?:\w+ )?(?:ontvanger|geadresseerde|adres)|(?:folgende[nr]?"
    r"|an die) (?:\w+ )?(?:empf[äa]nger|adresse)",
    r"\bthis is the (?:\S+ ){1,5}(?:agent|program|daemon|system|server)\b"
    r"|\bi.m sorry to have to inform you|unfortunately.? (?:we|i|your|the)|this is (?:a "
    r"|the )?(?:permanent|machine|automatic|automated)",
)  # fmt: skip
"""What programs write and people hardly do: where no machine is the sender, the text must begin with one."""

DELAY = _any(
    r"not (?:yet )?been (?:able to be )?delivered (?:yet|to (?:\S+ ){0,12}after)|not yet been"
    r"|could not yet be|hasn.t been delivered yet|delay reason",
    r"\b(?:delivery|message|mail|e-?mail|is|been|was|temporarily) (?:\S+ )?delayed\b|delayed (?:mail"
    r"|delivery|\d+ hours)|delivery (?:status )?\(?delay|delay(?:ed)? (?:notif|warning)|\bpostponed\b"
    r"|\bdeferred\b",
    r"will (?:be retried|retry|continue|keep|try again|attempt|be attempted|automatically)"
    r"|still (?:being )?(?:tr(?:y|ied)|attempt|in the queue|queued)"
    r"|attempts? (?:to deliver )?(?:\S+ ){0,5}will continue",
    r"\(delay\)|delivery incomplete|temporary (?:problem|failure)|this is (?:only )?a warning"
    r"|warning only|warning: (?:message|could not|mail)|(?:do(?:es)?"
    r"|need) not (?:need to |have to )?re-?send|no action is required|could not send message for past",
    r"retard[ée]e?\b|pas encore (?:\S+ ){0,2}(?:remis|d[ée]livr)|vertraagd"
    r"|nog niet (?:\S+ ){0,2}(?:bezorgd|afgeleverd)|verz[öo]gert|noch nicht (?:\S+ ){0,2}zugestellt"
    r"|delayed\s*:",
)  # fmt: skip
FINAL = _any(
    r"\bgiv(?:en|ing) up|i give up|gave up|(?:this is a |had |a )?permanent\b|no (?:further|more) attempt"
    r"|not (?:be retried|going to try again|try again|attempt)|fatal error"
    r"|(?:all )?(?:retry|retries|attempts) (?:\S+ ){0,4}(?:exhausted|exceeded|failed)|too (?:long|many)"
    r"|has been removed from the queue|returned to sender|(?:has been|was|is being) returned",
)  # fmt: skip
"""What ends the matter, although a delay is spoken of too."""

_HEADERS = (
    r"(?:Received|Return-Path|From|To|Subject|Message-I[Dd]|Date|X-[A-Za-z-]+|MIME-Version"
    r"|DKIM-Signature|Delivered-To|Content-Type|Sender)"
)
CUT = re.compile(
    r"^[ \t>*]*(?:"
    # Between dashes: Exim, sendmail, 1&1, m-FILTER, Notes, Gmail.
    r"[-=_*+]{2,60}[ ]{0,8}(?:[^\n]{0,30}\b(?:a )?copy of\b|(?:the )?(?:original|returned|unsent"
    r"|undelivered|old)[ ](?:message|mail|nachricht)|(?:the )?(?:message )?headers?\b(?: of)?"
    r"|message d.origine|oorspronkelijk bericht|urspr[üu]ngliche nachricht|forwarded message|returned?\b"
    r"|your (?:original )?message|message (?:text|follows|body|contents?))[^\n]{0,80}"
    # Without them: Courier, MXLogic, OpenSMTPD, DragonFly, IMail.
    r"|(?:below|this|here|included|enclosed|attached|following)\b[^\n]{0,30}\bcop(?:y|ies) of\b[^\n]{0,80}"
    r"|(?:the )?(?:original|returned|unsent|undelivered|old) (?:message"
    r"|mail)\b[^\n:]{0,40}(?:follows?[ .:]*|follow[ .:]*|:[ \t]*)"
    r"|(?:the )?(?:original )?(?:message|mail) (?:headers?|text|contents?"
    r"|body)\b[^\n:]{0,20}(?:follows?[ .:]*|:[ \t]*)|the first \d+ lines of[^\n]{0,60}"
    # Exchange: the headings before the headers of the original mail, in its languages.
    r"|en-t[êe]tes? d[eu] (?:message|courrier)[^\n]{0,40}|urspr[üu]ngliche nachrichten\S*[^\n]{0,20}"
    r"|oorspronkelijke bericht\S*[^\n]{0,20}|original message headers:?"
    r")$",
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
"""The line between the words of the server and the mail that it returns."""

CUT_AT_HEADERS = re.compile(
    rf"^(?:Received|Return-Path): .*\n(?:[ \t].*\n|{_HEADERS}: .*\n){{1,200}}"
    rf"|^(?:{_HEADERS}: .*\n(?:[ \t]+\S.*\n){{0,20}}){{4,}}",
    re.MULTILINE,
)
"""The same without such a line: a block of headers begins."""

SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)
"""RFC 3676 section 4.3: behind it stand disclaimers, which speak of undeliverable mail too."""

FORWARDED = re.compile(
    r"^[-_ >*]{2,40}\s*(?:forwarded|original|message d.origine|message transf|oorspronkelijk|doorgestuurd"
    r"|urspr[üu]ngliche|weitergeleitete)",
    re.IGNORECASE | re.MULTILINE,
)
"""Where a person's program begins what it forwards or quotes without marks."""

GREETING = re.compile(
    r"\s*(?:bonjour|bonsoir|dag\b|beste|hallo|guten|liebe|sehr geehrte|hello|hi (?:all|there|\w+,)|hey"
    r"|dear|ch[èe]re?|madame|monsieur|salut)",
    re.IGNORECASE,
)

AT_LINE_START = re.compile(
    rf"^[ \t]*(?:[-*•·>]+[ \t]*|\(\d+\)[ \t]*"
    rf"|\d+[.)][ \t]+)?[\"'«]?[ \t]*<?({ADDRESS})>?(?=[\"'»]?[ \t]*(?:$|<|[:;,(\[{{=]|\.{{2,}}|\.[ \t]*$"
    rf"|[ \t]{{2,}}|\t|-|[ ]+(?:on |-|\(|\[|because|said|failed|is |was |has |does |user|unknown|no |not "
    rf"|could |address|invalid|account|mailbox|\d{{3}}\b|\#)))",
    re.MULTILINE | re.IGNORECASE,
)
"""The recipient at the beginning of a line: Postfix, qmail, Exim, Exchange, GMX, Domino, most others."""

ALONE = re.compile(rf"^[ \t]*[-*•·\"'(\[]*[ \t]*<?{ADDRESS}>?[\"')\]]*[ \t]*:?[ \t]*$", re.MULTILINE)
"""An address that has a line for itself: nearly only programs write so above a signature."""

AFTER_KEY = re.compile(
    rf"(?:error-for|[ ,;]address:|failed (?:recipient|address|to deliver to|for)\w*(?:\(e?s\))?"
    r"|(?:unknown|invalid|no such|bad) (?:local )?(?:user|recipient|address|mailbox)"
    r"|intended recipient|addressed to"
    r"|undeliverable (?:address|to)|(?:final|original)-recipient|delivery failed \d+ attempts"
    r"|(?:recipient|user|mailbox|account|destinataire|ontvanger|empf[äa]nger)(?: address)?(?:\(e?s\))?"
    r"|rcpt to|to address|e-?mail address|adresse|returned permanent errors|delivered to(?: recipient)?"
    r"|sent to|cannot reach|user name|(?:deliver\w*|send\w*|error|undeliverable) (?:your |the )?(?:mail"
    r"|message|e-?mail)?[ ]?to|was addressed,?|dda:smtp)"
    rf"(?:[ \t]*[:=][ \t\n]*|[ \t\n]+|(?=[<\"'(\[]))(?:rfc822;[ \t]*)?[\"'\[(]?(?:smtp:"
    rf"|mailto:)?<?({ADDRESS})",
    re.IGNORECASE,
)
"""The recipient after a name for it: IMail, LSMTP, SurfControl, Verizon, InterScan, transcripts of SMTP."""

IN_TRANSCRIPT = re.compile(rf"^(?:<<<|>>>|[45]\d\d)[ -].{{0,80}}?<?({ADDRESS})>?(?:\.\.\.|:|>)", re.MULTILINE)
"""Sendmail's transcript: `550 <a@b.example>... User unknown`."""

GENERATED_FROM = re.compile(
    rf"\((?:generated|ultimately generated|expanded|forwarded) (?:from|by):? <?({ADDRESS})", re.IGNORECASE
)
"""Exim names the address that was written to beside the one that it was forwarded to."""

SERVICE = re.compile(
    r"^(?:post_?master|mailer-?daemon|abuse|hostmaster|support|help(?:desk)?|no-?reply|do-?not-?reply"
    r"|security|noc|webmaster|admin(?:istrator)?|customer\w*)$",
    re.IGNORECASE,
)
"""Whom a bounce tells to write to."""
