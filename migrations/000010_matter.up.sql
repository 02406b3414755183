-- 任后监督. Everything the committee does about those it appointed is a matter (监督事项): a duty report, a
-- review, an inquiry, an audit. What all of them share stands here once; each kind adds a table of its own
-- whose key is the matter's.

CREATE TABLE supervision_plan (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year        int NOT NULL UNIQUE CHECK (year BETWEEN 2000 AND 2200),
    approved_on date,                       -- 主任会议通过 〔监督法 第六十三条〕
    approved_by bigint REFERENCES account,
    created_by  bigint NOT NULL REFERENCES account,
    created_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CHECK ((approved_on IS NULL) = (approved_by IS NULL))
);

CREATE TABLE plan_item (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    plan_id   bigint NOT NULL REFERENCES supervision_plan,
    kind      text NOT NULL,
    title     text NOT NULL CHECK (title <> ''),
    month     int NOT NULL CHECK (month BETWEEN 1 AND 12),
    person_id bigint REFERENCES person,     -- who reports or is reviewed
    organ_id  bigint REFERENCES organ,      -- which unit is
    lead      text NOT NULL DEFAULT '',     -- 承办机构
    note      text NOT NULL DEFAULT '',
    dropped   text NOT NULL DEFAULT '',     -- 调整取消的理由
    added_on  date NOT NULL                 -- later than the approval: an adjustment (调整)
);
CREATE INDEX ON plan_item (plan_id, month, id);
CREATE INDEX ON plan_item (person_id) WHERE person_id IS NOT NULL;

CREATE TABLE matter (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('duty_report', 'performance_review', 'work_review', 'topic_review',
        'special_work_report', 'law_inspection', 'inspection_tour', 'field_study', 'special_inquiry', 'interpellation',
        'special_investigation', 'audit', 'petition', 'suggestion', 'correction_notice', 'outside_record')),
    title        text NOT NULL CHECK (title <> ''),
    haystack     text NOT NULL DEFAULT '',            -- what one searches by, as with cases
    search       text[] NOT NULL DEFAULT '{}',
    year         int NOT NULL CHECK (year BETWEEN 1949 AND 2200),
    stage        text NOT NULL CHECK (stage <> ''),   -- of its kind; each kind's table checks which
    lead         text NOT NULL DEFAULT '',            -- 承办机构
    plan_item_id bigint REFERENCES plan_item,
    meeting_id   bigint REFERENCES committee_meeting, -- where it is heard or reviewed
    opened_on    date NOT NULL,
    closed_on    date,
    outcome      text NOT NULL DEFAULT '',            -- 办结情况
    created_by   bigint REFERENCES account,
    created_at   timestamptz NOT NULL,
    version      int NOT NULL DEFAULT 1,
    UNIQUE (id, kind),
    CHECK (closed_on IS NULL OR closed_on >= opened_on),
    CHECK (closed_on IS NOT NULL OR outcome = '')
);
-- An item of the plan becomes one matter; a batch of suggestions or of audits becomes many.
CREATE UNIQUE INDEX matter_plan_item_id_key ON matter (plan_item_id) WHERE kind NOT IN ('suggestion', 'audit');
CREATE INDEX ON matter (plan_item_id) WHERE plan_item_id IS NOT NULL;
CREATE INDEX ON matter (kind, year, id);
CREATE INDEX ON matter USING gin (search);
CREATE INDEX ON matter (year, id);
CREATE INDEX ON matter (id) WHERE closed_on IS NULL;
CREATE INDEX ON matter (meeting_id) WHERE meeting_id IS NOT NULL;

-- 事项涉及的任命人员: it stands in their dossiers.
CREATE TABLE matter_person (
    matter_id bigint NOT NULL REFERENCES matter,
    person_id bigint NOT NULL REFERENCES person,
    part      text NOT NULL CHECK (part IN ('subject', 'responsible', 'answerer')), -- 对象、责任人、应询人
    office    text NOT NULL DEFAULT '',  -- held then
    PRIMARY KEY (matter_id, person_id)
);
CREATE INDEX ON matter_person (person_id, matter_id);

CREATE TABLE matter_organ (
    matter_id bigint NOT NULL REFERENCES matter,
    organ_id  bigint NOT NULL REFERENCES organ,
    part      text NOT NULL CHECK (part IN ('subject', 'answerer', 'handler')), -- 对象、应询单位、承办单位
    PRIMARY KEY (matter_id, organ_id)
);
CREATE INDEX ON matter_organ (organ_id, matter_id);

-- 过程记载: what was done, found or said, with papers and photographs; written once.
CREATE TABLE matter_record (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    matter_id  bigint NOT NULL REFERENCES matter,
    kind       text NOT NULL,             -- 听取汇报、座谈、实地察看、会议记录 …
    held_on    date NOT NULL,
    title      text NOT NULL CHECK (title <> ''),
    body       text NOT NULL DEFAULT '',
    by_whom    text NOT NULL DEFAULT '',
    written_by bigint NOT NULL REFERENCES account,
    written_at timestamptz NOT NULL
);
CREATE INDEX ON matter_record (matter_id, held_on, id);

CREATE TABLE matter_file (
    matter_id bigint NOT NULL REFERENCES matter,
    file_id   bigint NOT NULL REFERENCES file,
    record_id bigint REFERENCES matter_record,
    title     text NOT NULL CHECK (title <> ''),
    PRIMARY KEY (matter_id, file_id)
);
CREATE INDEX ON matter_file (record_id) WHERE record_id IS NOT NULL;

-- What is to be done for a matter, derived with every change as for cases.
CREATE TABLE matter_task (
    matter_id bigint NOT NULL REFERENCES matter,
    key       text NOT NULL,
    label     text NOT NULL,
    hint      text NOT NULL DEFAULT '',
    path      text NOT NULL CHECK (path LIKE '/%'), -- where it is done
    role      text NOT NULL,
    organ_id  bigint REFERENCES organ,
    person_id bigint REFERENCES person,
    due_on    date,
    since     timestamptz NOT NULL,
    PRIMARY KEY (matter_id, key)
);
CREATE INDEX ON matter_task (role, due_on, matter_id, key);
CREATE INDEX ON matter_task (organ_id, due_on) WHERE organ_id IS NOT NULL;
CREATE INDEX ON matter_task (person_id, due_on) WHERE person_id IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON supervision_plan, plan_item, matter TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON matter_person, matter_organ, matter_task TO renmian_app;
GRANT SELECT, INSERT ON matter_record, matter_file TO renmian_app;
GRANT DELETE ON plan_item TO renmian_app; -- before the approval
