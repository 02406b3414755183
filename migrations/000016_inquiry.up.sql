-- 专题询问、质询、特定问题调查、审计、信访、代表建议、纠正通知、外来记录, and what may follow from any matter:
-- 撤职、罢免、建议免职.

ALTER TABLE matter ADD CONSTRAINT matter_stage_of_kind CHECK (CASE kind
    WHEN 'special_inquiry' THEN stage IN ('planning', 'approved', 'notified', 'held', 'closed')
    WHEN 'interpellation' THEN stage IN ('signing', 'filed', 'answering', 'answered', 'again', 'closed', 'withdrawn')
    WHEN 'special_investigation' THEN stage IN ('signing', 'filed', 'proposed', 'investigating', 'reported', 'closed', 'refused')
    WHEN 'audit' THEN stage IN ('planned', 'filed', 'closed')
    WHEN 'petition' THEN stage IN ('registered', 'verifying', 'closed')
    WHEN 'suggestion' THEN stage IN ('received', 'handling', 'replied', 'again', 'closed')
    WHEN 'correction_notice' THEN stage IN ('drafted', 'issued', 'replied', 'closed')
    WHEN 'outside_record' THEN stage IN ('registered', 'closed')
    ELSE true END);

-- 专题询问 〔监督法 第四十七至五十条〕
CREATE TABLE special_inquiry (
    matter_id      bigint PRIMARY KEY,
    kind           text NOT NULL DEFAULT 'special_inquiry' CHECK (kind = 'special_inquiry'),
    reason         text NOT NULL DEFAULT '',
    form           text NOT NULL CHECK (form IN ('plenary', 'joint_group', 'group')), -- 全体、联组、分组会议
    survey_scope   text NOT NULL DEFAULT '',   -- 调研方案: 范围、内容、期限
    survey_content text NOT NULL DEFAULT '',
    survey_due     date,
    planned_on     date NOT NULL,
    approved_on    date,                       -- 主任会议通过方案
    notified_on    date,
    held_on        date,
    minutes        int CHECK (minutes > 0),    -- 历时
    presided_by    text NOT NULL DEFAULT '',
    present        text NOT NULL DEFAULT '',   -- 参加询问的组成人员、代表、公众代表
    after_id       bigint CONSTRAINT special_inquiry_series UNIQUE REFERENCES special_inquiry, -- 上一年的同题询问
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK (after_id <> matter_id),
    CHECK ((held_on IS NULL) = (minutes IS NULL))
);

CREATE TABLE inquiry_question (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id   bigint NOT NULL REFERENCES special_inquiry,
    text        text NOT NULL CHECK (text <> ''),
    asker       text NOT NULL CHECK (asker <> ''),  -- 组成人员, or a representative of the public
    organ_id    bigint NOT NULL REFERENCES organ,   -- 应询单位
    answerer    text NOT NULL DEFAULT '',           -- 应询人
    answer      text NOT NULL DEFAULT '',
    follow_ups  jsonb NOT NULL DEFAULT '[]',        -- 追问 [{"asker","question","answer"}]
    FOREIGN KEY (matter_id, organ_id) REFERENCES matter_organ (matter_id, organ_id)
);
CREATE INDEX ON inquiry_question (matter_id, id);

CREATE TABLE inquiry_notice (
    matter_id   bigint NOT NULL REFERENCES special_inquiry,
    organ_id    bigint NOT NULL REFERENCES organ,
    sent_on     date NOT NULL,
    received_at timestamptz,
    received_by bigint REFERENCES account,
    answerer    text NOT NULL DEFAULT '',   -- who will come, as the unit says
    PRIMARY KEY (matter_id, organ_id),
    CHECK ((received_at IS NULL) = (received_by IS NULL))
);

-- Members who act together in writing: 质询案、特定问题调查的提议. Each signs from an account of their own.
CREATE TABLE matter_mover (
    matter_id   bigint NOT NULL REFERENCES matter,
    member_id   bigint NOT NULL REFERENCES member,
    asked_at    timestamptz NOT NULL,
    signed_at   timestamptz,
    declined_at timestamptz,
    PRIMARY KEY (matter_id, member_id),
    CHECK (signed_at IS NULL OR declined_at IS NULL)
);
CREATE INDEX ON matter_mover (member_id) WHERE signed_at IS NULL AND declined_at IS NULL;

-- 质询 〔监督法 第五十一至五十四条〕
CREATE TABLE interpellation (
    matter_id    bigint PRIMARY KEY,
    kind         text NOT NULL DEFAULT 'interpellation' CHECK (kind = 'interpellation'),
    question     text NOT NULL CHECK (question <> ''),
    content      text NOT NULL CHECK (content <> ''),
    filed_on     date,
    withdrawn_on date,
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind)
);

CREATE TABLE interpellation_round (
    matter_id   bigint NOT NULL REFERENCES interpellation,
    round       int NOT NULL CHECK (round IN (1, 2)),
    form        text NOT NULL CHECK (form IN ('committee_meeting', 'special_committee', 'written')),
    decided_on  date NOT NULL,
    due_on      date NOT NULL,
    answered_on date,
    answer      text NOT NULL DEFAULT '',
    answered_by text NOT NULL DEFAULT '',   -- 负责人到会答复或者签署
    PRIMARY KEY (matter_id, round),
    CHECK ((answered_on IS NULL) = (answer = '')),
    CHECK ((answered_on IS NULL) = (answered_by = ''))
);

-- What each mover thinks of the answer; the law counts them by name.
CREATE TABLE interpellation_verdict (
    matter_id bigint NOT NULL,
    round     int NOT NULL,
    member_id bigint NOT NULL,
    satisfied boolean NOT NULL,
    given_at  timestamptz NOT NULL,
    PRIMARY KEY (matter_id, round, member_id),
    FOREIGN KEY (matter_id, round) REFERENCES interpellation_round,
    FOREIGN KEY (matter_id, member_id) REFERENCES matter_mover
);

-- 特定问题调查 〔监督法 第五十五至五十九条〕
CREATE TABLE special_investigation (
    matter_id   bigint PRIMARY KEY,
    kind        text NOT NULL DEFAULT 'special_investigation' CHECK (kind = 'special_investigation'),
    mover       text NOT NULL CHECK (mover IN ('chairpersons_meeting', 'members')),
    facts       text NOT NULL CHECK (facts <> ''),   -- 有关重大事实不清之处
    purpose     text NOT NULL CHECK (purpose <> ''), -- 需要作出什么决议、决定
    filed_on    date,
    decided_on  date,       -- 主任会议决定提请常委会会议审议
    formed_on   date,       -- 常委会会议通过, 调查委员会成立
    report      text NOT NULL DEFAULT '',
    reported_on date,
    resolution  text NOT NULL DEFAULT '',
    resolved_on date,
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK ((reported_on IS NULL) = (report = ''))
);

CREATE TABLE investigation_member (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id bigint NOT NULL REFERENCES special_investigation,
    role      text NOT NULL CHECK (role IN ('chief', 'deputy', 'member', 'expert', 'excluded')),
    name      text NOT NULL CHECK (name <> ''),
    post      text NOT NULL DEFAULT '',
    interest  text NOT NULL DEFAULT '',   -- 利害关系: who has one takes no part
    CONSTRAINT investigation_member_name UNIQUE (matter_id, name),
    CHECK ((role = 'excluded') = (interest <> ''))
);
CREATE UNIQUE INDEX investigation_one_chief ON investigation_member (matter_id) WHERE role = 'chief';

-- 审计
CREATE TABLE audit (
    matter_id   bigint PRIMARY KEY,
    kind        text NOT NULL DEFAULT 'audit' CHECK (kind = 'audit'),
    sort        text NOT NULL CHECK (sort IN ('pre_appointment', 'in_term', 'outgoing', 'department')),
    auditor     text NOT NULL CHECK (auditor <> ''),
    period_from date NOT NULL,
    period_to   date NOT NULL,
    due_on      date NOT NULL,
    report_no   text NOT NULL DEFAULT '',
    reported_on date,
    filed_on    date,                       -- 报常委会备案
    summary     text NOT NULL DEFAULT '',   -- 审计评价
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK (period_to >= period_from),
    CHECK ((filed_on IS NULL) = (summary = ''))
);
CREATE INDEX ON audit (sort, matter_id);

CREATE TABLE audit_finding (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id bigint NOT NULL REFERENCES audit,
    text      text NOT NULL CHECK (text <> ''),
    amount    numeric(14, 2) NOT NULL DEFAULT 0 CHECK (amount >= 0) -- 万元
);
CREATE INDEX ON audit_finding (matter_id, id);

-- 信访举报. Who told, and what they told in their own words, lie sealed; what is passed on is a summary.
CREATE TABLE petition (
    matter_id   bigint PRIMARY KEY,
    kind        text NOT NULL DEFAULT 'petition' CHECK (kind = 'petition'),
    receipt     text NOT NULL UNIQUE,
    form_key    text CONSTRAINT petition_form_key UNIQUE,
    channel     text NOT NULL CHECK (channel IN ('letter', 'visit', 'call', 'web')),
    received_on date NOT NULL,
    anonymous   boolean NOT NULL,
    source      bytea,             -- name and contact
    original    bytea NOT NULL,    -- the words
    about       text NOT NULL CHECK (about <> ''),      -- 被反映人、单位
    summary     text NOT NULL DEFAULT '',               -- 摘要, without anything of the source
    conclusion  text CHECK (conclusion IN ('true', 'partly', 'untrue', 'unclear', 'elsewhere')),
    finding     text NOT NULL DEFAULT '',
    told_on     date,                                   -- 答复反映人
    in_dossier  boolean NOT NULL DEFAULT false,
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK (anonymous = (source IS NULL)),
    CHECK ((conclusion IS NULL) = (finding = ''))
);

CREATE TABLE petition_transfer (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id bigint NOT NULL REFERENCES petition,
    organ_id  bigint NOT NULL REFERENCES organ,
    summary   text NOT NULL CHECK (summary <> ''),
    sent_on   date NOT NULL,
    due_on    date NOT NULL,
    urged     int NOT NULL DEFAULT 0,
    urged_on  date,
    result    text NOT NULL DEFAULT '',
    result_on date,
    CHECK ((result_on IS NULL) = (result = '')),
    CHECK ((urged = 0) = (urged_on IS NULL))
);
CREATE INDEX ON petition_transfer (matter_id, id);
CREATE INDEX ON petition_transfer (organ_id, matter_id);
CREATE UNIQUE INDEX petition_transfer_open ON petition_transfer (matter_id, organ_id) WHERE result_on IS NULL;

-- 代表建议、批评和意见 〔代表法 第五十一、五十二条〕
CREATE TABLE suggestion (
    matter_id    bigint PRIMARY KEY,
    kind         text NOT NULL DEFAULT 'suggestion' CHECK (kind = 'suggestion'),
    session      text NOT NULL CHECK (session <> ''),  -- 第十八届人大第五次会议, or 闭会期间
    number       int NOT NULL CHECK (number > 0),
    deputies     text NOT NULL CHECK (deputies <> ''), -- 领衔代表在前
    delegation   text NOT NULL DEFAULT '',
    category     text NOT NULL CHECK (category <> ''),
    text         text NOT NULL CHECK (text <> ''),
    haystack     text NOT NULL DEFAULT '',             -- what one searches by, as with cases
    search       text[] NOT NULL DEFAULT '{}',
    received_on  date NOT NULL,
    hand_by      date NOT NULL,
    handed_on    date,
    handed_at    text NOT NULL DEFAULT '',             -- 交办会
    refuse_by    date,
    contact_by   date,
    due_on       date,
    extended     text NOT NULL DEFAULT '',             -- 延期到六个月的理由
    key_leader   text NOT NULL DEFAULT '',             -- 主任会议督办件: who leads
    key_on       date,
    contacted_on date,
    contact      text NOT NULL DEFAULT '',
    result       text CHECK (result IN ('satisfied', 'mostly', 'dissatisfied', 'unanswered')), -- 最后的评价
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CONSTRAINT suggestion_number UNIQUE (session, number),
    CHECK ((handed_on IS NULL) = (due_on IS NULL)),
    CHECK ((key_on IS NULL) = (key_leader = '')),
    CHECK ((contacted_on IS NULL) = (contact = ''))
);
CREATE INDEX ON suggestion USING gin (search);

CREATE TABLE suggestion_handler (
    matter_id  bigint NOT NULL REFERENCES suggestion,
    organ_id   bigint NOT NULL REFERENCES organ,
    part       text NOT NULL CHECK (part IN ('lead', 'joint')),  -- 主办、协办
    refused_on date,
    refusal    text NOT NULL DEFAULT '',     -- 不属职责的说明
    ruling     text NOT NULL DEFAULT '' CHECK (ruling IN ('', 'accepted', 'overruled')),
    PRIMARY KEY (matter_id, organ_id),
    CHECK ((refused_on IS NULL) = (refusal = '')),
    CHECK (ruling = '' OR refused_on IS NOT NULL)
);
CREATE INDEX ON suggestion_handler (organ_id, matter_id);
CREATE UNIQUE INDEX suggestion_one_lead ON suggestion_handler (matter_id) WHERE part = 'lead' AND ruling <> 'accepted';

CREATE TABLE suggestion_reply (
    matter_id   bigint NOT NULL REFERENCES suggestion,
    round       int NOT NULL CHECK (round IN (1, 2)),
    organ_id    bigint NOT NULL REFERENCES organ,
    outcome     text NOT NULL CHECK (outcome IN ('solved', 'planned', 'explained')), -- A、B、C 类
    document_no text NOT NULL CHECK (document_no <> ''),
    text        text NOT NULL CHECK (text <> ''),
    replied_on  date NOT NULL,
    judge_by    date NOT NULL,
    judgement   text CHECK (judgement IN ('satisfied', 'mostly', 'dissatisfied', 'unanswered')),
    comment     text NOT NULL DEFAULT '',
    judged_on   date,
    PRIMARY KEY (matter_id, round),
    CHECK ((judgement IS NULL) = (judged_on IS NULL))
);

CREATE TABLE suggestion_import (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id    bigint NOT NULL REFERENCES file,
    rows       jsonb NOT NULL,
    state      text NOT NULL CHECK (state IN ('checked', 'accepted', 'discarded')),
    created_by bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    decided_by bigint REFERENCES account,
    decided_at timestamptz,
    CHECK ((state = 'checked') = (decided_at IS NULL))
);

-- 办理情况报告: heard by the committee, and given to the next congress.
CREATE TABLE suggestion_report (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session    text NOT NULL CONSTRAINT suggestion_report_session UNIQUE,
    reporter   text NOT NULL CHECK (reporter <> ''),
    heard_on   date NOT NULL,
    opinion    text NOT NULL CHECK (opinion <> ''),   -- 审议意见
    figures    jsonb NOT NULL,                        -- as they stood on the day
    written_by bigint NOT NULL REFERENCES account,
    written_at timestamptz NOT NULL
);

-- 纠正通知
CREATE TABLE correction_notice (
    matter_id  bigint PRIMARY KEY,
    kind       text NOT NULL DEFAULT 'correction_notice' CHECK (kind = 'correction_notice'),
    act        text NOT NULL CHECK (act <> ''),     -- 违法行为
    basis      text NOT NULL CHECK (basis <> ''),   -- 违反的规定
    demand     text NOT NULL CHECK (demand <> ''),  -- 纠正要求
    due_on     date NOT NULL,
    number     text CONSTRAINT correction_notice_number UNIQUE,
    issued_on  date,
    reply      text NOT NULL DEFAULT '',
    replied_on date,
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK ((issued_on IS NULL) = (number IS NULL)),
    CHECK ((replied_on IS NULL) = (reply = ''))
);

-- 外来记录: 提醒谈话、诫勉谈话、处分备案、媒体和群众的反映
CREATE TABLE outside_record (
    matter_id   bigint PRIMARY KEY,
    kind        text NOT NULL DEFAULT 'outside_record' CHECK (kind = 'outside_record'),
    source      text NOT NULL CHECK (source IN ('discipline', 'organisation', 'supervision', 'media', 'public', 'other')),
    sort        text NOT NULL CHECK (sort IN ('reminder', 'admonition', 'sanction', 'report')),
    document_no text NOT NULL DEFAULT '',
    happened_on date NOT NULL,
    until_on    date,                         -- 影响期满
    text        bytea NOT NULL,               -- sealed
    checked     text NOT NULL DEFAULT '',     -- how a report of the media or the public was verified
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind)
);

-- From a matter to the end of an office: 撤职、罢免、建议免职
CREATE TABLE removal_move (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id   bigint REFERENCES matter,           -- NULL: on grounds of its own
    person_id   bigint NOT NULL REFERENCES person,
    means       text NOT NULL CHECK (means IN ('dismissal', 'recall', 'suggest_removal')),
    mover       text NOT NULL CHECK (mover IN ('organ', 'chairpersons_meeting', 'members')),
    organ_id    bigint REFERENCES organ,            -- the organ that moves
    offices     bigint[] NOT NULL CHECK (cardinality(offices) > 0), -- one case may take two offices 〔TM-27〕
    reason      text NOT NULL CHECK (reason <> ''),
    started_by  bigint NOT NULL REFERENCES account,
    started_on  date NOT NULL,
    proposal_id bigint UNIQUE REFERENCES proposal,
    recipient   text NOT NULL DEFAULT '',           -- 建议免职送给谁
    answer      text NOT NULL DEFAULT '',
    answered_on date,
    dropped     text NOT NULL DEFAULT '',           -- 不再提出的理由
    CHECK ((mover = 'organ') = (organ_id IS NOT NULL)),
    CHECK (means <> 'suggest_removal' OR mover = 'chairpersons_meeting' AND recipient <> ''),
    CHECK (means <> 'recall' OR mover <> 'organ'),
    CHECK ((answered_on IS NULL) = (answer = ''))
);
CREATE INDEX ON removal_move (matter_id) WHERE matter_id IS NOT NULL;
CREATE INDEX ON removal_move (person_id, id);
CREATE UNIQUE INDEX removal_move_open ON removal_move (person_id, means) WHERE proposal_id IS NULL AND answered_on IS NULL AND dropped = '';

-- 发函: the letter by which removal is suggested, out of a matter or on grounds of its own.
ALTER TABLE dispatch
    ADD COLUMN removal_id bigint CONSTRAINT dispatch_removal_once UNIQUE REFERENCES removal_move,
    ALTER COLUMN matter_id DROP NOT NULL,
    ADD CONSTRAINT dispatch_about CHECK (matter_id IS NOT NULL OR removal_id IS NOT NULL);

CREATE TABLE removal_signature (
    move_id     bigint NOT NULL REFERENCES removal_move,
    member_id   bigint NOT NULL REFERENCES member,
    asked_at    timestamptz NOT NULL,
    signed_at   timestamptz,
    declined_at timestamptz,
    PRIMARY KEY (move_id, member_id),
    CHECK (signed_at IS NULL OR declined_at IS NULL)
);
CREATE INDEX ON removal_signature (member_id) WHERE signed_at IS NULL AND declined_at IS NULL;

-- 上一级人大代表: elected by this county's congress, and recalled by its committee between sessions 〔选举法 第五十一条〕
ALTER TABLE office DROP CONSTRAINT office_filled_by_check;
ALTER TABLE office ADD CONSTRAINT office_filled_by_check
    CHECK (filled_by IN ('appoint', 'decide_appoint', 'pass', 'elect', 'acting_only', 'deputy'));

GRANT SELECT, INSERT, UPDATE ON special_inquiry, inquiry_notice, matter_mover, interpellation, interpellation_round, special_investigation,
    audit, petition, petition_transfer, suggestion, suggestion_handler, suggestion_reply, suggestion_import, correction_notice, outside_record,
    removal_move, removal_signature TO renmian_app;
GRANT SELECT, INSERT ON interpellation_verdict, suggestion_report TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON inquiry_question TO renmian_app; -- before the meeting
GRANT SELECT, INSERT, DELETE ON investigation_member, audit_finding TO renmian_app; -- before the committee is formed, the report filed

-- A report in the words of the day, an answer, and a judgement stay as they are.
CREATE TRIGGER interpellation_answer_is_record BEFORE UPDATE ON interpellation_round FOR EACH ROW
    WHEN (OLD.answered_on IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER suggestion_judgement_is_record BEFORE UPDATE ON suggestion_reply FOR EACH ROW
    WHEN (OLD.judged_on IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();
