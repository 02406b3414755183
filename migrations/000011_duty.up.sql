-- 年度监督计划 〔监督法 第六十三条〕 and 述职报告.

ALTER TABLE supervision_plan
    ADD COLUMN submitted_on date,          -- 提请主任会议
    ADD COLUMN returned text NOT NULL DEFAULT '',  -- why the chairpersons sent it back
    ADD COLUMN published_at timestamptz,   -- 向社会公布
    ADD COLUMN published_by bigint REFERENCES account,
    ADD CONSTRAINT supervision_plan_order CHECK ((approved_on IS NULL OR submitted_on IS NOT NULL)
        AND (published_at IS NULL OR approved_on IS NOT NULL) AND (published_at IS NULL) = (published_by IS NULL));

-- 抽签: who could be drawn, how many were, and the seed that repeats the draw before any witness.
CREATE TABLE plan_draw (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id  bigint NOT NULL REFERENCES supervision_plan,
    kind     text NOT NULL CHECK (kind IN ('duty_report', 'performance_review', 'work_review')),
    pool     bigint[] NOT NULL CHECK (cardinality(pool) > 0),   -- persons or organs, in the order shown
    drawn    bigint[] NOT NULL CHECK (cardinality(drawn) > 0 AND drawn <@ pool),
    seed     text NOT NULL CHECK (length(seed) = 32),
    witness  text NOT NULL CHECK (witness <> ''),               -- 监督抽签的人
    drawn_by bigint NOT NULL REFERENCES account,
    drawn_at timestamptz NOT NULL
);
CREATE INDEX ON plan_draw (plan_id, id);

ALTER TABLE plan_item
    ADD COLUMN reason text NOT NULL DEFAULT '',   -- 调整增加、改期的理由
    ADD COLUMN first_month int CHECK (first_month BETWEEN 1 AND 12), -- as approved, once it was moved
    ADD COLUMN draw_id bigint REFERENCES plan_draw;
CREATE INDEX ON plan_item (organ_id) WHERE organ_id IS NOT NULL;

CREATE TABLE duty_call (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        int NOT NULL CONSTRAINT duty_call_year_key UNIQUE CHECK (year BETWEEN 2000 AND 2200),
    called_on   date NOT NULL,
    due_on      date NOT NULL,
    note        text NOT NULL DEFAULT '',
    headings    text[] NOT NULL CHECK (cardinality(headings) > 0),
    reviewed    boolean NOT NULL,           -- the committee reviews each report, by the policy then
    summary     text NOT NULL DEFAULT '',   -- 审查报告
    reported_on date,                       -- 在常委会会议上报告
    meeting_id  bigint REFERENCES committee_meeting,
    created_by  bigint NOT NULL REFERENCES account,
    created_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CHECK (due_on >= called_on),
    CHECK (reported_on IS NULL OR summary <> '')
);

CREATE TABLE duty_report (
    matter_id     bigint PRIMARY KEY,
    kind          text NOT NULL DEFAULT 'duty_report' CHECK (kind = 'duty_report'),
    call_id       bigint NOT NULL REFERENCES duty_call,
    person_id     bigint NOT NULL REFERENCES person,
    organ_id      bigint NOT NULL REFERENCES organ,     -- 提请机关, which urges
    place         int NOT NULL,                         -- in the order of the official list
    due_on        date NOT NULL,
    stage         text NOT NULL CHECK (stage IN ('called', 'filed', 'returned', 'reviewed', 'excused')),
    promises      jsonb NOT NULL DEFAULT '[]',          -- of the commitment in force, to be answered
    filed_on      date,                                 -- first filing
    opinion       text NOT NULL DEFAULT '',             -- 审查意见
    reviewed_on   date,
    supplement_by date,                                 -- returned: until when
    urged_on      date,                                 -- last
    oral_on       date,                                 -- 主任会议确定口头述职
    oral_meeting  bigint REFERENCES committee_meeting,
    heard_on      date,
    achievements  text NOT NULL DEFAULT '',
    shortcomings  text NOT NULL DEFAULT '',
    suggestions   text NOT NULL DEFAULT '',
    excuse        text NOT NULL DEFAULT '',
    FOREIGN KEY (matter_id, kind) REFERENCES matter (id, kind),
    CONSTRAINT duty_report_once UNIQUE (call_id, person_id),
    CHECK ((stage IN ('filed', 'returned', 'reviewed')) <= (filed_on IS NOT NULL)),
    CHECK ((stage = 'reviewed') <= (reviewed_on IS NOT NULL AND opinion <> '')),
    CHECK ((stage = 'returned') <= (supplement_by IS NOT NULL)),
    CHECK ((stage = 'excused') = (excuse <> '')),
    CHECK (heard_on IS NULL OR oral_on IS NOT NULL),
    CHECK (heard_on IS NULL OR achievements <> '')
);
CREATE INDEX ON duty_report (call_id, stage, place, matter_id);
CREATE INDEX ON duty_report (person_id, matter_id);

-- 抽签确定口头述职人员: the reports that could be drawn, those that were, and the seed that repeats the draw.
CREATE TABLE duty_draw (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id  bigint NOT NULL REFERENCES duty_call,
    pool     bigint[] NOT NULL CHECK (cardinality(pool) > 0),
    drawn    bigint[] NOT NULL CHECK (cardinality(drawn) > 0 AND drawn <@ pool),
    seed     text NOT NULL CHECK (length(seed) = 32),
    witness  text NOT NULL CHECK (witness <> ''),
    drawn_by bigint NOT NULL REFERENCES account,
    drawn_at timestamptz NOT NULL
);
CREATE INDEX ON duty_draw (call_id, id);

-- Every edition that was filed, kept as it came.
CREATE TABLE duty_filing (
    matter_id   bigint NOT NULL REFERENCES duty_report,
    edition     int NOT NULL CHECK (edition > 0),
    sections    jsonb NOT NULL,
    answers     jsonb NOT NULL,
    on_paper    boolean NOT NULL DEFAULT false,
    file_id     bigint REFERENCES file,               -- the signed paper
    filed_by    bigint NOT NULL REFERENCES account,
    filed_at    timestamptz NOT NULL,
    PRIMARY KEY (matter_id, edition),
    CHECK (sections <> '[]' OR file_id IS NOT NULL)
);

-- 退回补充: why, each time.
CREATE TABLE duty_return (
    matter_id   bigint NOT NULL REFERENCES duty_report,
    edition     int NOT NULL,
    reason      text NOT NULL CHECK (reason <> ''),
    returned_by bigint NOT NULL REFERENCES account,
    returned_at timestamptz NOT NULL,
    PRIMARY KEY (matter_id, edition),
    FOREIGN KEY (matter_id, edition) REFERENCES duty_filing
);

-- What the appointee has written so far: the own sheet, no act of the procedure.
CREATE TABLE duty_draft (
    matter_id bigint PRIMARY KEY REFERENCES duty_report,
    sections  jsonb NOT NULL,
    answers   jsonb NOT NULL,
    saved_at  timestamptz NOT NULL,
    version   int NOT NULL DEFAULT 1
);

CREATE TABLE duty_attachment (
    matter_id bigint NOT NULL REFERENCES duty_report,
    file_id   bigint NOT NULL REFERENCES file,
    edition   int,                                    -- filed with; null until then
    PRIMARY KEY (matter_id, file_id),
    FOREIGN KEY (matter_id, edition) REFERENCES duty_filing
);

CREATE TABLE duty_urge (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id bigint NOT NULL REFERENCES duty_report,
    how       text NOT NULL CHECK (how <> ''),        -- 电话、书面、约谈
    note      text NOT NULL DEFAULT '',
    urged_by  bigint NOT NULL REFERENCES account,
    urged_at  timestamptz NOT NULL
);
CREATE INDEX ON duty_urge (matter_id, id);

-- 述职报告汇编: bound once, as the reports stood then.
CREATE TABLE duty_volume (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    call_id     bigint NOT NULL CONSTRAINT duty_volume_once UNIQUE REFERENCES duty_call,
    compiled_by bigint NOT NULL REFERENCES account,
    compiled_at timestamptz NOT NULL,
    issued_on   date
);
CREATE TABLE duty_volume_entry (
    volume_id bigint NOT NULL REFERENCES duty_volume,
    place     int NOT NULL CHECK (place > 0),
    matter_id bigint NOT NULL,
    edition   int NOT NULL,
    PRIMARY KEY (volume_id, place),
    UNIQUE (volume_id, matter_id),
    FOREIGN KEY (matter_id, edition) REFERENCES duty_filing
);
CREATE TABLE duty_volume_receipt (
    volume_id    bigint NOT NULL REFERENCES duty_volume,
    member_id    bigint NOT NULL REFERENCES member,
    delivered_at timestamptz NOT NULL,
    opened_at    timestamptz,
    PRIMARY KEY (volume_id, member_id)
);

GRANT SELECT, INSERT, UPDATE ON duty_call, duty_report, duty_volume_receipt TO renmian_app;
GRANT SELECT, INSERT ON plan_draw, duty_draw, duty_filing, duty_return, duty_urge, duty_volume, duty_volume_entry TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON duty_draft, duty_attachment TO renmian_app;
GRANT UPDATE (issued_on) ON duty_volume TO renmian_app;
