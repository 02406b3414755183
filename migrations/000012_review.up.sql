-- 评议和测评. A review (评议) is a matter with a record of its own; a rating (测评) is held on any matter, by
-- the ballot engine or on paper. What ties a rater to a grade, or a person to an answer, is stored nowhere.

-- 垂直管理部门、市管单位: reviewed and rated, though the committee does not appoint their heads 〔TM-21、AN-07〕.
ALTER TABLE organ DROP CONSTRAINT organ_kind_check,
    ADD CONSTRAINT organ_kind_check CHECK (kind IN ('congress', 'government', 'supervision', 'court', 'procuratorate', 'party', 'department', 'vertical'));

-- One holding of ratings: those who rate have all subjects before them at once.
CREATE TABLE rating_round (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title       text NOT NULL CHECK (title <> ''),
    meeting_id  bigint REFERENCES committee_meeting,
    held_on     date NOT NULL,
    state       text NOT NULL CHECK (state IN ('issuing', 'casting', 'counting', 'counted', 'announced', 'void')),
    reason      text NOT NULL DEFAULT '',         -- 作废的理由
    opened_by   bigint NOT NULL REFERENCES account,
    opened_at   timestamptz NOT NULL,
    announced_at timestamptz,
    CHECK ((state = 'announced') = (announced_at IS NOT NULL) AND (state = 'void') = (reason <> ''))
);
CREATE INDEX ON rating_round (meeting_id, id) WHERE meeting_id IS NOT NULL;
CREATE UNIQUE INDEX rating_round_one_open ON rating_round (meeting_id) WHERE state IN ('issuing', 'casting', 'counting', 'counted');

CREATE TABLE rating (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id   bigint NOT NULL REFERENCES matter,
    after_id    bigint UNIQUE REFERENCES rating,  -- 复评: of which
    title       text NOT NULL CHECK (title <> ''),
    object      text NOT NULL CHECK (object IN ('person', 'work', 'unit')), -- 对人、对工作、单位内民主测评
    person_id   bigint REFERENCES person,
    organ_id    bigint REFERENCES organ,
    opinion_id       bigint,                      -- 审议意见〔ZJ-15〕
    rectification_id bigint,                      -- 整改
    scale       jsonb NOT NULL,                   -- grades and result rules of the policy in force
    groups      jsonb NOT NULL,                   -- who rates, counted apart
    blank       text NOT NULL CHECK (blank IN ('abstain', 'invalid')),
    publish     text NOT NULL CHECK (publish IN ('none', 'meeting', 'unit', 'public')),
    due_on      date,
    state       text NOT NULL CHECK (state IN ('planned', 'held', 'announced', 'dropped')),
    round_id    bigint REFERENCES rating_round,
    position    smallint CHECK (position >= 0),   -- its paper in the boxes of the round
    result      text NOT NULL DEFAULT '',
    next        text NOT NULL DEFAULT '' CHECK (next IN ('', 'none', 'rectify', 'report_again', 'suggest_removal')),
    announced_on date,
    decision    text NOT NULL DEFAULT '' CHECK (decision IN ('', 'none', 'rectify', 'report_again', 'suggest_removal', 'dismiss')),
    decision_reason text NOT NULL DEFAULT '',
    decided_by  bigint REFERENCES account,
    decided_on  date,
    dropped     text NOT NULL DEFAULT '',         -- 取消的理由
    created_by  bigint REFERENCES account,
    created_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CHECK (num_nonnulls(person_id, organ_id) <= 1 AND (object <> 'person' OR person_id IS NOT NULL)),
    CHECK ((round_id IS NULL) = (position IS NULL) AND (state IN ('planned', 'dropped')) = (round_id IS NULL)),
    CHECK ((state = 'announced') = (result <> '') AND (state = 'announced') = (announced_on IS NOT NULL) AND (state = 'announced') = (next <> '')),
    CHECK ((decision = '') = (decided_on IS NULL) AND (decision = '') = (decided_by IS NULL) AND (decision = '' OR state = 'announced')),
    CHECK ((state = 'dropped') = (dropped <> ''))
);
CREATE INDEX ON rating (matter_id, id);
CREATE INDEX ON rating (person_id, announced_on) WHERE person_id IS NOT NULL;
CREATE INDEX ON rating (organ_id, announced_on) WHERE organ_id IS NOT NULL;
CREATE INDEX ON rating (announced_on, id) WHERE state = 'announced';
CREATE UNIQUE INDEX rating_paper ON rating (round_id, position);

-- The notice by which a result is made public: drafted once.
CREATE TABLE rating_notice (
    rating_id bigint CONSTRAINT rating_notice_once PRIMARY KEY REFERENCES rating,
    notice_id bigint NOT NULL UNIQUE REFERENCES notice
);

-- 测评人员组: each with a box or a pile of papers of its own.
CREATE TABLE rating_group (
    round_id  bigint NOT NULL REFERENCES rating_round,
    key       text NOT NULL CHECK (key <> ''),
    label     text NOT NULL CHECK (label <> ''),
    decides   boolean NOT NULL,
    position  smallint NOT NULL,
    way       text NOT NULL CHECK (way IN ('tablets', 'codes', 'paper')),
    box_id    bigint UNIQUE REFERENCES ballot_box,
    invited   int NOT NULL CHECK (invited >= 0),  -- 应到; of the members, all of them
    present   int NOT NULL CHECK (present >= 0),  -- 实到; where it is only known from the issue, zero until then
    issued    int CHECK (issued >= 0),
    returned  int CHECK (returned >= 0 AND returned <= issued),
    PRIMARY KEY (round_id, key),
    CHECK ((way = 'paper') = (box_id IS NULL) AND (issued IS NULL) = (returned IS NULL))
);

-- The count of one rating in one group.
CREATE TABLE rating_count (
    round_id  bigint NOT NULL,
    rating_id bigint NOT NULL REFERENCES rating,
    group_key text NOT NULL,
    marks     int[] NOT NULL,                     -- one for each grade
    blank     int NOT NULL CHECK (blank >= 0),    -- 不选
    invalid   int NOT NULL CHECK (invalid >= 0),  -- 多选、无法辨认
    PRIMARY KEY (round_id, rating_id, group_key),
    FOREIGN KEY (round_id, group_key) REFERENCES rating_group (round_id, key)
);
CREATE INDEX ON rating_count (rating_id);

-- 纸质测评: two scrutineers count apart.
CREATE TABLE rating_scrutineer (
    round_id  bigint NOT NULL REFERENCES rating_round,
    member_id bigint NOT NULL REFERENCES member,
    PRIMARY KEY (round_id, member_id)
);
CREATE TABLE rating_entry (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round_id   bigint NOT NULL,
    group_key  text NOT NULL,
    member_id  bigint NOT NULL,
    issued     int NOT NULL CHECK (issued >= 0),
    returned   int NOT NULL CHECK (returned >= 0),
    lines      jsonb NOT NULL,
    superseded boolean NOT NULL DEFAULT false,
    entered_at timestamptz NOT NULL,
    FOREIGN KEY (round_id, group_key) REFERENCES rating_group (round_id, key),
    FOREIGN KEY (round_id, member_id) REFERENCES rating_scrutineer (round_id, member_id)
);
CREATE UNIQUE INDEX rating_entry_current ON rating_entry (round_id, group_key, member_id) WHERE NOT superseded;

-- Raters who are not members: a slip with a code that is nobody's name. As strict as ballot_roll and ballot_issue.
CREATE TABLE rating_code (
    box_id      bigint NOT NULL REFERENCES ballot_box,
    code_sha256 bytea NOT NULL UNIQUE CHECK (length(code_sha256) = 32),
    PRIMARY KEY (box_id, code_sha256)
);
CREATE TABLE rating_issue (
    box_id         bigint NOT NULL,
    code_sha256    bytea NOT NULL,
    blinded_sha256 bytea NOT NULL CHECK (length(blinded_sha256) = 32),
    PRIMARY KEY (box_id, code_sha256),
    FOREIGN KEY (box_id, code_sha256) REFERENCES rating_code (box_id, code_sha256)
);

GRANT SELECT, INSERT, UPDATE ON rating, rating_round TO renmian_app;
GRANT SELECT, INSERT, UPDATE (present, issued, returned) ON rating_group TO renmian_app;
GRANT SELECT, INSERT ON rating_count, rating_notice, rating_scrutineer, rating_code, rating_issue TO renmian_app;
GRANT SELECT, INSERT, UPDATE (superseded) ON rating_entry TO renmian_app;

CREATE TABLE review (
    matter_id    bigint PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('performance_review', 'work_review', 'topic_review')),
    selection    text NOT NULL CHECK (selection IN ('plan', 'focus', 'draw')),
    theme        text NOT NULL DEFAULT '',        -- 评议主题〔SB-26〕
    headings     text[] NOT NULL,                 -- 评议内容〔ZJ-11〕
    plan         text NOT NULL DEFAULT '',        -- 评议方案
    leaders      text NOT NULL DEFAULT '',        -- 评议领导小组
    team         text NOT NULL DEFAULT '',        -- 调查组
    mobilisation text NOT NULL DEFAULT '',        -- 动员会
    mobilised_on date,
    notice       text NOT NULL DEFAULT '',        -- 公告征求意见
    noticed_on   date,
    approved_on  date,                            -- 主任会议通过方案
    approved_by  bigint REFERENCES account,
    report       text NOT NULL DEFAULT '',        -- 调查报告
    reported_on  date,
    spoken_on    date,                            -- 述职
    minutes_used int CHECK (minutes_used > 0),
    speech       text NOT NULL DEFAULT '',
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CHECK ((approved_on IS NULL) = (approved_by IS NULL) AND (mobilised_on IS NULL) = (mobilisation = '')),
    CHECK ((noticed_on IS NULL) = (notice = '') AND (spoken_on IS NULL) = (minutes_used IS NULL)),
    CHECK (reported_on IS NULL OR report <> '')
);

-- 参加调查的人员在调查报告上签字.
CREATE TABLE review_signer (
    matter_id bigint NOT NULL REFERENCES review,
    position  smallint NOT NULL,
    name      text NOT NULL CHECK (name <> ''),
    duty      text NOT NULL DEFAULT '',
    signed_on date,
    PRIMARY KEY (matter_id, position)
);

-- 评议发言、询问和答复.
CREATE TABLE review_speech (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id bigint NOT NULL REFERENCES review,
    kind      text NOT NULL CHECK (kind IN ('speech', 'question')),
    speaker   text NOT NULL CHECK (speaker <> ''),
    text      text NOT NULL CHECK (text <> ''),
    answerer  text NOT NULL DEFAULT '',
    answer    text NOT NULL DEFAULT '',
    written_by bigint NOT NULL REFERENCES account,
    written_at timestamptz NOT NULL
);
CREATE INDEX ON review_speech (matter_id, id);

-- 评议意见书.
CREATE TABLE review_opinion (
    matter_id    bigint PRIMARY KEY REFERENCES review,
    overall      text NOT NULL DEFAULT '',        -- 总体评价
    strengths    text NOT NULL DEFAULT '',        -- 主要成绩
    problems     text NOT NULL DEFAULT '',        -- 存在问题
    suggestions  text NOT NULL DEFAULT '',        -- 建议
    demands      text NOT NULL DEFAULT '',        -- 整改要求
    contact      text NOT NULL DEFAULT '',        -- 联系机构
    number       text NOT NULL DEFAULT '',
    sent_on      date,
    sent_by      bigint REFERENCES account,
    answer_due   date,
    received_on  date,
    received_by  bigint REFERENCES account,
    answer       text NOT NULL DEFAULT '',
    answered_on  date,
    answered_by  bigint REFERENCES account,
    version      int NOT NULL DEFAULT 1,
    CHECK ((sent_on IS NULL) = (sent_by IS NULL) AND (sent_on IS NULL) = (answer_due IS NULL) AND (sent_on IS NULL) = (number = '')),
    CHECK ((received_on IS NULL) = (received_by IS NULL) AND (received_on IS NULL OR sent_on IS NOT NULL)),
    CHECK ((answered_on IS NULL) = (answered_by IS NULL) AND (answered_on IS NULL) = (answer = '') AND (answered_on IS NULL OR received_on IS NOT NULL))
);
CREATE UNIQUE INDEX review_opinion_number_key ON review_opinion (number) WHERE number <> '';

-- 调查问卷. Answers lie in the urn under a key whose private half is outside the database and destroyed with the
-- closing; what was answered to one question is then written apart from what was answered to the next, sorted.
CREATE TABLE questionnaire (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id  bigint NOT NULL REFERENCES matter,
    title      text NOT NULL CHECK (title <> ''),
    intro      text NOT NULL DEFAULT '',
    questions  jsonb NOT NULL,
    coded      boolean NOT NULL,                  -- 凭一次性答题码
    code       text NOT NULL UNIQUE,              -- in the address
    state      text NOT NULL CHECK (state IN ('draft', 'open', 'closed')),
    closes_on  date,
    public_key bytea,
    returned   int CHECK (returned >= 0),
    created_by bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    opened_on  date,
    closed_on  date,
    version    int NOT NULL DEFAULT 1,
    CHECK ((state = 'draft') = (public_key IS NULL) AND (state = 'draft') = (opened_on IS NULL) AND (state = 'draft' OR closes_on IS NOT NULL)),
    CHECK ((state = 'closed') = (closed_on IS NOT NULL) AND (state = 'closed') = (returned IS NOT NULL))
);
CREATE INDEX ON questionnaire (matter_id, id);
CREATE INDEX ON questionnaire (closes_on) WHERE state = 'open';

CREATE TABLE questionnaire_code (
    questionnaire_id bigint NOT NULL REFERENCES questionnaire,
    code_sha256      bytea NOT NULL CHECK (length(code_sha256) = 32),
    PRIMARY KEY (questionnaire_id, code_sha256)
);
CREATE TABLE questionnaire_urn (
    questionnaire_id bigint NOT NULL,
    tag bytea NOT NULL,
    ct  bytea NOT NULL,
    PRIMARY KEY (questionnaire_id, tag)
);
CREATE TABLE questionnaire_answer (
    questionnaire_id bigint NOT NULL REFERENCES questionnaire,
    question         smallint NOT NULL CHECK (question >= 0),
    choice           smallint CHECK (choice > 0),
    text             text NOT NULL DEFAULT ''
);
CREATE INDEX ON questionnaire_answer (questionnaire_id, question);

GRANT SELECT, INSERT, UPDATE ON review, review_opinion, questionnaire TO renmian_app;
GRANT SELECT, INSERT ON review_speech, questionnaire_answer TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON review_signer TO renmian_app;
GRANT SELECT, INSERT, DELETE ON questionnaire_code, questionnaire_urn TO renmian_app;
