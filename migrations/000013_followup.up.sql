-- 整改、审议意见、专项工作报告、执法检查、视察、专题调研、报送反馈. All of them hang on matters.

-- A task of something attached to a matter has a key with a colon (rect:7:plan) and is replaced apart from the
-- matter's own; one that only warns is shown from a day on.
ALTER TABLE matter_task ADD COLUMN shown_from date;

-- Deliberation opinions (审议意见) 〔监督法 第十七条〕 -------------------------------------------------------------

CREATE TABLE deliberation_opinion (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id    bigint NOT NULL REFERENCES matter,   -- the report that was heard
    organ_id     bigint NOT NULL REFERENCES organ,    -- who has to deal with it
    title        text NOT NULL CHECK (title <> ''),
    initials     text NOT NULL DEFAULT '',
    body         text NOT NULL CHECK (body <> ''),
    stage        text NOT NULL CHECK (stage IN ('draft', 'sought', 'sent', 'answered', 'heard', 'closed')),
    drafted_on   date NOT NULL,
    send_due     date NOT NULL,
    sought_from  text NOT NULL DEFAULT '',            -- 征求了哪个工作机构的意见
    sought_on    date,
    sought_reply text NOT NULL DEFAULT '',
    number       text NOT NULL DEFAULT '',            -- 文号
    sent_on      date,
    due_on       date,                                -- 报告研究处理情况的期限
    deputies_on  date,                                -- 向代表通报
    published_on date,                                -- 向社会公布
    closed_on    date,
    result       text NOT NULL DEFAULT '',
    created_by   bigint REFERENCES account,
    created_at   timestamptz NOT NULL,
    version      int NOT NULL DEFAULT 1,
    CHECK ((sent_on IS NULL) = (stage IN ('draft', 'sought'))),
    CHECK ((sent_on IS NULL) = (due_on IS NULL) AND due_on >= sent_on),
    CHECK ((sought_on IS NULL) = (sought_from = '')),
    CHECK ((stage = 'closed') = (closed_on IS NOT NULL) AND (closed_on IS NULL) = (result = ''))
);
CREATE INDEX ON deliberation_opinion (matter_id);
CREATE INDEX ON deliberation_opinion (organ_id, id);
CREATE INDEX ON deliberation_opinion (due_on, id) WHERE closed_on IS NULL;

-- 研究处理情况的报告: a second edition follows when the first did not pass.
CREATE TABLE opinion_reply (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opinion_id bigint NOT NULL REFERENCES deliberation_opinion,
    edition    int NOT NULL CHECK (edition > 0),
    body       text NOT NULL CHECK (body <> ''),
    consulted  text NOT NULL DEFAULT '',              -- 报告前征求了哪个工作机构的意见 〔监督法 第十七条〕
    on_paper   boolean NOT NULL,                      -- entered by the clerk from a paper
    filed_on   date NOT NULL,
    filed_by   bigint NOT NULL REFERENCES account,
    filed_at   timestamptz NOT NULL,
    heard_on   date,                                  -- 常委会或者主任会议听取
    meeting_id bigint REFERENCES committee_meeting,
    grade      text NOT NULL DEFAULT '',              -- 满意、基本满意、不满意
    passed     boolean,
    verdict    text NOT NULL DEFAULT '',
    UNIQUE (opinion_id, edition),
    CHECK (heard_on IS NULL OR heard_on >= filed_on),
    CHECK ((heard_on IS NULL) = (passed IS NULL))
);
CREATE UNIQUE INDEX opinion_reply_open ON opinion_reply (opinion_id) WHERE heard_on IS NULL;
CREATE TRIGGER opinion_reply_is_record BEFORE UPDATE ON opinion_reply FOR EACH ROW
    WHEN (OLD.heard_on IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();

CREATE TABLE opinion_file (
    reply_id bigint NOT NULL REFERENCES opinion_reply,
    file_id  bigint NOT NULL REFERENCES file,
    title    text NOT NULL CHECK (title <> ''),
    PRIMARY KEY (reply_id, file_id)
);

-- Rectification (整改) --------------------------------------------------------------------------------------------

CREATE TABLE rectification (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id   bigint NOT NULL REFERENCES matter,
    opinion_id  bigint REFERENCES deliberation_opinion,
    source      text NOT NULL CHECK (source IN ('review_opinion', 'rating', 'deliberation_opinion', 'inspection', 'inquiry', 'audit', 'other')),
    title       text NOT NULL CHECK (title <> ''),
    initials    text NOT NULL DEFAULT '',
    person_id   bigint REFERENCES person,
    organ_id    bigint REFERENCES organ,
    stage       text NOT NULL CHECK (stage IN ('plan', 'plan_check', 'work', 'report_check', 'rerating', 'conclude', 'closed')),
    opened_on   date NOT NULL,
    plan_due    date NOT NULL CHECK (plan_due >= opened_on),
    report_due  date NOT NULL CHECK (report_due >= plan_due),
    rerate      boolean NOT NULL DEFAULT false,       -- 报告后再次测评
    rerate_note text NOT NULL DEFAULT '',
    rerated_on  date,
    rerated     text NOT NULL DEFAULT '',             -- the grade then
    closed_on   date,
    result      text NOT NULL DEFAULT '' CHECK (result IN ('', 'done', 'basic', 'failed', 'left')),
    result_text text NOT NULL DEFAULT '',
    created_by  bigint REFERENCES account,
    created_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(person_id, organ_id) = 1),
    CHECK ((rerated_on IS NULL) = (rerated = '')),
    CHECK ((stage = 'closed') = (closed_on IS NOT NULL) AND (closed_on IS NULL) = (result = '')),
    CHECK (result = '' OR result_text <> '')
);
CREATE INDEX ON rectification (matter_id);
CREATE INDEX ON rectification (person_id, id) WHERE person_id IS NOT NULL;
CREATE INDEX ON rectification (organ_id, id) WHERE organ_id IS NOT NULL;
CREATE INDEX ON rectification (opened_on, id) WHERE closed_on IS NULL;

-- 问题清单: the plan and the report answer each of them.
CREATE TABLE rectification_finding (
    rectification_id bigint NOT NULL REFERENCES rectification,
    number           int NOT NULL CHECK (number > 0),
    body             text NOT NULL CHECK (body <> ''),
    PRIMARY KEY (rectification_id, number)
);

-- What somebody has written so far of a plan or report: the own sheet, no act of the procedure.
CREATE TABLE rectification_draft (
    rectification_id bigint NOT NULL REFERENCES rectification,
    account_id       bigint NOT NULL REFERENCES account,
    kind             text NOT NULL CHECK (kind IN ('plan', 'report')),
    answers          text[] NOT NULL,
    body             text NOT NULL DEFAULT '',
    saved_at         timestamptz NOT NULL,
    version          int NOT NULL DEFAULT 1,
    PRIMARY KEY (rectification_id, account_id, kind)
);

-- 整改方案、整改报告, by edition: what was returned stays.
CREATE TABLE rectification_paper (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rectification_id bigint NOT NULL REFERENCES rectification,
    kind             text NOT NULL CHECK (kind IN ('plan', 'report')),
    edition          int NOT NULL CHECK (edition > 0),
    answers          text[] NOT NULL,                 -- one for each finding, in their order
    body             text NOT NULL DEFAULT '',
    on_paper         boolean NOT NULL,
    filed_on         date NOT NULL,
    filed_by         bigint NOT NULL REFERENCES account,
    filed_at         timestamptz NOT NULL,
    judged           text NOT NULL DEFAULT '' CHECK (judged IN ('', 'accepted', 'returned')),
    judged_on        date,
    judged_by        bigint REFERENCES account,
    judgement        text NOT NULL DEFAULT '',
    UNIQUE (rectification_id, kind, edition),
    CHECK ((judged = '') = (judged_on IS NULL) AND (judged_on IS NULL) = (judged_by IS NULL)),
    CHECK (judged <> 'returned' OR judgement <> '')
);
CREATE UNIQUE INDEX rectification_paper_open ON rectification_paper (rectification_id) WHERE judged = '';
CREATE TRIGGER rectification_paper_is_record BEFORE UPDATE ON rectification_paper FOR EACH ROW
    WHEN (OLD.judged <> '') EXECUTE FUNCTION refuse_change_of_record();

CREATE TABLE rectification_file (
    paper_id bigint NOT NULL REFERENCES rectification_paper,
    file_id  bigint NOT NULL REFERENCES file,
    title    text NOT NULL CHECK (title <> ''),
    PRIMARY KEY (paper_id, file_id)
);

-- 延期: asked with a reason, granted by a chairperson.
CREATE TABLE rectification_extension (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rectification_id bigint NOT NULL REFERENCES rectification,
    kind             text NOT NULL CHECK (kind IN ('plan', 'report')),
    was              date NOT NULL,
    becomes          date NOT NULL CHECK (becomes > was),
    reason           text NOT NULL CHECK (reason <> ''),
    asked_by         bigint NOT NULL REFERENCES account,
    asked_on         date NOT NULL,
    granted          boolean,
    decided_by       bigint REFERENCES account,
    decided_on       date,
    decision         text NOT NULL DEFAULT '',
    CHECK ((granted IS NULL) = (decided_on IS NULL) AND (granted IS NULL) = (decided_by IS NULL)),
    CHECK (granted IS NOT FALSE OR decision <> '')
);
CREATE UNIQUE INDEX rectification_extension_open ON rectification_extension (rectification_id) WHERE granted IS NULL;
CREATE TRIGGER rectification_extension_is_record BEFORE UPDATE ON rectification_extension FOR EACH ROW
    WHEN (OLD.granted IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();

-- 催办、跟踪检查 of a rectification or an opinion.
CREATE TABLE followup_note (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rectification_id bigint REFERENCES rectification,
    opinion_id       bigint REFERENCES deliberation_opinion,
    kind             text NOT NULL CHECK (kind IN ('urge', 'check')),
    held_on          date NOT NULL,
    how              text NOT NULL CHECK (how <> ''),  -- 电话、书面、当面、实地察看 …
    body             text NOT NULL CHECK (body <> ''),
    written_by       bigint NOT NULL REFERENCES account,
    written_at       timestamptz NOT NULL,
    CHECK (num_nonnulls(rectification_id, opinion_id) = 1)
);
CREATE INDEX ON followup_note (rectification_id, id) WHERE rectification_id IS NOT NULL;
CREATE INDEX ON followup_note (opinion_id, id) WHERE opinion_id IS NOT NULL;

-- Dispatch (报送反馈) ----------------------------------------------------------------------------------------------

CREATE TABLE dispatch (
    id               bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id        bigint NOT NULL REFERENCES matter,
    rectification_id bigint REFERENCES rectification,
    opinion_id       bigint REFERENCES deliberation_opinion,
    kind             text NOT NULL CHECK (kind IN ('party', 'organisation', 'discipline', 'proposer', 'government', 'superior', 'unit', 'other')),
    recipient        text NOT NULL CHECK (recipient <> ''),
    organ_id         bigint REFERENCES organ,          -- where the recipient has an account here
    title            text NOT NULL CHECK (title <> ''),
    initials         text NOT NULL DEFAULT '',
    body             text NOT NULL CHECK (body <> ''),
    number           text NOT NULL DEFAULT '',
    sent_on          date NOT NULL,
    sent_by          bigint NOT NULL REFERENCES account,
    created_at       timestamptz NOT NULL,
    received_on      date,
    received_by      text NOT NULL DEFAULT '',
    used_on          date,
    use              text NOT NULL DEFAULT '' CHECK (use IN ('', 'basis', 'leader', 'handled', 'filed')), -- 作为考核依据、领导批示、交办处理、存档备查
    use_note         text NOT NULL DEFAULT '',
    version          int NOT NULL DEFAULT 1,
    CHECK (received_on >= sent_on AND used_on >= received_on),
    CHECK ((received_on IS NULL) = (received_by = '')),
    CHECK ((used_on IS NULL) = (use = ''))
);
CREATE INDEX ON dispatch (matter_id);
CREATE INDEX ON dispatch (organ_id, id) WHERE organ_id IS NOT NULL;
CREATE INDEX ON dispatch (kind, id);

-- Reports and inspections (听取报告、三察) -------------------------------------------------------------------------

CREATE TABLE oversight (
    matter_id    bigint PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('special_work_report', 'law_inspection', 'inspection_tour', 'field_study')),
    individual   boolean NOT NULL DEFAULT false,       -- 任命人员的专项汇报
    reporter     text NOT NULL DEFAULT '',             -- 报告人 〔监督法 第十六条〕
    sought_on    date,                                 -- 送工作机构征求意见 〔监督法 第十五条〕
    sought_from  text NOT NULL DEFAULT '',
    sought_reply text NOT NULL DEFAULT '',
    submitted_on date,                                 -- 修改后送交常委会
    delivered_on date,                                 -- 发给组成人员
    law          text NOT NULL DEFAULT '',             -- 检查的法律法规
    leader       text NOT NULL DEFAULT '',             -- 组长、领队
    members      text[] NOT NULL DEFAULT '{}',
    levels       text[] NOT NULL DEFAULT '{}',         -- 哪几级代表参加
    regions      text[] NOT NULL DEFAULT '{}',
    methods      text[] NOT NULL DEFAULT '{}',
    begins_on    date,
    ends_on      date CHECK (ends_on >= begins_on),
    report       text NOT NULL DEFAULT '',             -- 报告
    report_on    date,
    heard_on     date,
    heard_at     text NOT NULL DEFAULT '',             -- 常委会会议、主任会议
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK (NOT individual OR kind = 'special_work_report'),
    CHECK (kind <> 'law_inspection' OR law <> ''),
    CHECK ((report_on IS NULL) = (report = ''))
);
CREATE INDEX ON oversight (begins_on) WHERE begins_on IS NOT NULL;

-- 乡镇（街道）、点位、项目: each with what was seen there.
CREATE TABLE oversight_site (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id  bigint NOT NULL REFERENCES oversight,
    kind       text NOT NULL CHECK (kind IN ('township', 'project')),
    name       text NOT NULL CHECK (name <> ''),
    sort       int NOT NULL,
    visited_on date,
    findings   text NOT NULL DEFAULT '',
    version    int NOT NULL DEFAULT 1,
    UNIQUE (matter_id, name),
    CHECK ((visited_on IS NULL) = (findings = ''))
);

CREATE TABLE oversight_photo (
    site_id bigint NOT NULL REFERENCES oversight_site,
    file_id bigint NOT NULL REFERENCES file,
    alt     text NOT NULL CHECK (alt <> ''),           -- what is to be seen, for whoever cannot see it
    PRIMARY KEY (site_id, file_id)
);

-- 建议 of an inspection, and what became of each.
CREATE TABLE oversight_advice (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id  bigint NOT NULL REFERENCES oversight,
    number     int NOT NULL,
    body       text NOT NULL CHECK (body <> ''),
    recipient  text NOT NULL CHECK (recipient <> ''),
    outcome    text NOT NULL DEFAULT '' CHECK (outcome IN ('', 'adopted', 'partly', 'declined')),
    outcome_on date,
    note       text NOT NULL DEFAULT '',
    UNIQUE (matter_id, number),
    CHECK ((outcome = '') = (outcome_on IS NULL))
);

-- What was found about an appointee: praised, helped with, criticised, advised; it stands in the dossier.
CREATE TABLE matter_finding (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id  bigint NOT NULL,
    person_id  bigint NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('praise', 'help', 'criticism', 'advice')),
    body       text NOT NULL CHECK (body <> ''),
    noted_on   date NOT NULL,
    written_by bigint NOT NULL REFERENCES account,
    written_at timestamptz NOT NULL,
    FOREIGN KEY (matter_id, person_id) REFERENCES matter_person (matter_id, person_id)
);
CREATE INDEX ON matter_finding (matter_id, id);
CREATE INDEX ON matter_finding (person_id, noted_on);

-- A rating (000012) says which opinion or rectification it is about.
ALTER TABLE rating ADD FOREIGN KEY (opinion_id) REFERENCES deliberation_opinion, ADD FOREIGN KEY (rectification_id) REFERENCES rectification;
CREATE INDEX ON rating (opinion_id) WHERE opinion_id IS NOT NULL;
CREATE INDEX ON rating (rectification_id) WHERE rectification_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON deliberation_opinion, opinion_reply, rectification, rectification_paper, rectification_extension, dispatch,
    oversight, oversight_site, oversight_advice TO renmian_app;
GRANT SELECT, INSERT ON opinion_file, rectification_finding, rectification_file, followup_note, oversight_photo, matter_finding TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON rectification_draft TO renmian_app;
GRANT DELETE ON oversight_site TO renmian_app; -- one that nobody has been to
