-- Registers that outlive cases: term, organs, offices, persons, members, tenures.

CREATE TABLE term (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number    int  NOT NULL UNIQUE CHECK (number > 0),
    starts_on date NOT NULL,
    ends_on   date NOT NULL,
    -- 名额: 15 to 45 for a county, fixed for the whole term 〔地方组织法 第四十七条〕
    seats     int  NOT NULL CHECK (seats BETWEEN 15 AND 45),
    -- 新一届政府领导人员选出之日: from it the two months of 〔地方组织法 第七十一条〕 run; null: starts_on
    government_on date CHECK (government_on >= starts_on),
    CHECK (starts_on < ends_on),
    EXCLUDE USING gist (daterange(starts_on, ends_on) WITH &&)
);

CREATE TABLE organ (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name     text NOT NULL UNIQUE CHECK (name <> ''),
    kind     text NOT NULL CHECK (kind IN ('congress', 'government', 'supervision', 'court', 'procuratorate', 'party', 'department')),
    -- The organ that proposes for this one: a bureau's personnel come from the county government.
    proposer_id bigint REFERENCES organ,
    sort     int  NOT NULL DEFAULT 0,
    created_on date,
    ended_on date,
    -- 并入: the organ that took over its work
    successor_id bigint REFERENCES organ CHECK (successor_id <> id),
    version  int  NOT NULL DEFAULT 1
);

-- 名称沿革: a name an organ had until the day on which the next one began; the present one stands in organ.
CREATE TABLE organ_name (
    organ_id bigint NOT NULL REFERENCES organ,
    name     text NOT NULL CHECK (name <> ''),
    until_on date NOT NULL,
    -- 批准文件 of the change
    basis    text NOT NULL CHECK (basis <> ''),
    PRIMARY KEY (organ_id, until_on)
);

CREATE TABLE office (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organ_id    bigint NOT NULL REFERENCES organ,
    -- The full name as it stands on papers: 示例县财政局局长
    title       text NOT NULL UNIQUE CHECK (title <> ''),
    -- 统计和考试分组: 人大、政府、监委、法院、检察院
    office_group text NOT NULL CHECK (office_group IN ('congress', 'government', 'supervision', 'court', 'procuratorate')),
    -- 怎样产生: what the standing committee does to fill it; elected offices it only accepts resignations from.
    filled_by   text NOT NULL CHECK (filled_by IN ('appoint', 'decide_appoint', 'pass', 'elect', 'acting_only')),
    -- 法定提名人: the head of which organ proposes; chairperson stands for the chairperson's meeting.
    nominator   text NOT NULL CHECK (nominator IN ('county_head', 'supervision_head', 'court_president', 'procurator_general', 'chairpersons_meeting', 'congress')),
    rank        text NOT NULL CHECK (rank IN ('chief', 'deputy', 'member', 'other')),
    exam        boolean NOT NULL,
    certificate boolean NOT NULL,
    oath        boolean NOT NULL,
    -- 备案: to whom an appointment is reported, empty for nobody
    filing      text NOT NULL DEFAULT '',
    -- 撤职案对象 〔监督法 第六十条〕
    dismissible boolean NOT NULL,
    seats       int  NOT NULL DEFAULT 1 CHECK (seats > 0),
    sort        int  NOT NULL DEFAULT 0,
    initials    text NOT NULL DEFAULT '',
    created_on  date,
    ended_on    date,
    version     int  NOT NULL DEFAULT 1,
    -- What the congress elects, or only an acting holder can be decided for, carries no certificate. V14
    CHECK (NOT certificate OR filled_by IN ('appoint', 'decide_appoint', 'pass'))
);
CREATE INDEX ON office (organ_id);

-- The title an office had until a day. reappoint: by the county's rules of that day whoever held it under the
-- old title is to be appointed anew 〔浙江 第十七条〕; elsewhere the tenure goes on.
CREATE TABLE office_title (
    office_id bigint NOT NULL REFERENCES office,
    title     text NOT NULL CHECK (title <> ''),
    until_on  date NOT NULL,
    basis     text NOT NULL CHECK (basis <> ''),
    reappoint boolean NOT NULL,
    PRIMARY KEY (office_id, until_on)
);

-- What an organ, an office was called on a day; without a day, or after the last change, as it is today.
CREATE FUNCTION organ_called(organ_id bigint, present text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT n.name FROM organ_name n WHERE n.organ_id = $1 AND n.until_on > $3 ORDER BY n.until_on LIMIT 1), $2)
$$;
CREATE FUNCTION office_called(office_id bigint, present text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT n.title FROM office_title n WHERE n.office_id = $1 AND n.until_on > $3 ORDER BY n.until_on LIMIT 1), $2)
$$;

CREATE TABLE person (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name          text NOT NULL CHECK (name <> '' AND name !~ '[[:space:]]'),
    initials      text NOT NULL,
    sex           text NOT NULL CHECK (sex IN ('男', '女', '')),
    -- 出生年月: the first day of the month
    born          date,
    ethnicity     text NOT NULL DEFAULT '',
    native_place  text NOT NULL DEFAULT '',
    party         text NOT NULL DEFAULT '',
    education     text NOT NULL DEFAULT '',
    degree        text NOT NULL DEFAULT '',
    work_since    date,
    present_post  text NOT NULL DEFAULT '',
    photo_id      bigint REFERENCES file,
    -- Identity number: encrypted, with a keyed hash for matching only.
    id_number     bytea,
    id_number_hash bytea UNIQUE,
    created_at    timestamptz NOT NULL,
    version       int NOT NULL DEFAULT 1,
    CHECK ((id_number IS NULL) = (id_number_hash IS NULL))
);
CREATE INDEX ON person (name, born);
CREATE INDEX ON person (name text_pattern_ops);
-- The list goes by initials, byte by byte; the same index finds them by their beginning.
CREATE INDEX ON person (initials COLLATE "C", id);

CREATE TABLE member (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term_id   bigint NOT NULL REFERENCES term,
    person_id bigint NOT NULL REFERENCES person,
    -- The county level has no secretary-general 〔地方组织法 第四十七条〕
    duty      text NOT NULL CHECK (duty IN ('chairperson', 'vice_chairperson', 'member')),
    seat      int  CHECK (seat > 0),
    since     date NOT NULL,
    until     date,
    sort      int  NOT NULL DEFAULT 0,
    CHECK (until IS NULL OR until >= since)
);
CREATE UNIQUE INDEX member_one_seat ON member (term_id, seat) WHERE until IS NULL;
CREATE UNIQUE INDEX member_one_person ON member (term_id, person_id) WHERE until IS NULL;
CREATE UNIQUE INDEX member_one_chairperson ON member (term_id) WHERE duty = 'chairperson' AND until IS NULL;

CREATE TABLE roster_import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    file_id     bigint NOT NULL REFERENCES file,
    as_of       date NOT NULL,
    rows        jsonb NOT NULL,
    state       text NOT NULL CHECK (state IN ('checked', 'accepted', 'discarded')),
    created_by  bigint NOT NULL REFERENCES account,
    created_at  timestamptz NOT NULL,
    decided_by  bigint REFERENCES account,
    decided_at  timestamptz,
    CHECK ((state = 'checked') = (decided_at IS NULL))
);

-- Who holds what. A tenure begins and ends only through an adopted case or a marked import;
-- the case columns and their foreign keys are added with the case tables.
CREATE TABLE tenure (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id     bigint NOT NULL REFERENCES person,
    office_id     bigint NOT NULL REFERENCES office,
    acting        boolean NOT NULL DEFAULT false,
    starts_on     date NOT NULL,
    ends_on       date,
    start_import_id bigint REFERENCES roster_import,
    end_reason    text NOT NULL DEFAULT '',
    CHECK (ends_on IS NULL OR ends_on >= starts_on),
    CHECK ((ends_on IS NULL) = (end_reason = ''))
);
CREATE UNIQUE INDEX tenure_once ON tenure (person_id, office_id, acting) WHERE ends_on IS NULL;
CREATE INDEX ON tenure (office_id, starts_on);
CREATE INDEX ON tenure (person_id);

-- 换届: what a new term asks for, in steps that can be left and taken up again.
CREATE TABLE term_change (
    term_id    bigint PRIMARY KEY REFERENCES term,
    started_by bigint NOT NULL REFERENCES account,
    started_at timestamptz NOT NULL,
    members_at timestamptz, -- 组成人员 registered
    elected_at timestamptz, -- 选举产生的职务 registered
    closed_by  bigint REFERENCES account,
    closed_at  timestamptz,
    CHECK ((closed_by IS NULL) = (closed_at IS NULL))
);

-- 换届清单: who held an office that the committee fills when the list was drawn up, and what is to become of it.
CREATE TABLE term_change_line (
    term_id   bigint NOT NULL REFERENCES term_change,
    office_id bigint NOT NULL REFERENCES office,
    person_id bigint NOT NULL REFERENCES person,
    rule      text NOT NULL CHECK (rule IN ('anew', 'stays')), -- by law and the county's rules
    plan      text NOT NULL CHECK (plan IN ('anew', 'stays', 'leaves')),
    basis     text NOT NULL CHECK (basis <> ''),
    due_on    date,
    PRIMARY KEY (term_id, office_id, person_id),
    CHECK (plan IN (rule, 'leaves')),
    CHECK ((due_on IS NOT NULL) = (rule = 'anew'))
);
CREATE INDEX ON term_change_line (office_id);

-- 催办: an organ reminded of what it is to propose.
CREATE TABLE term_reminder (
    term_id  bigint NOT NULL REFERENCES term_change,
    organ_id bigint NOT NULL REFERENCES organ,
    offices  int NOT NULL CHECK (offices > 0),
    due_on   date NOT NULL,
    sent_by  bigint NOT NULL REFERENCES account,
    sent_at  timestamptz NOT NULL,
    PRIMARY KEY (term_id, organ_id, sent_at)
);

ALTER TABLE account
    ADD FOREIGN KEY (organ_id) REFERENCES organ,
    ADD FOREIGN KEY (person_id) REFERENCES person,
    ADD FOREIGN KEY (member_id) REFERENCES member;

GRANT SELECT, INSERT, UPDATE ON term, organ, office, person, member, roster_import, tenure TO renmian_app;
GRANT SELECT, INSERT ON organ_name, office_title, term_reminder TO renmian_app;
GRANT SELECT, INSERT, UPDATE ON term_change TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON term_change_line TO renmian_app;
