-- 任前法律考试 with the system: question bank, papers, the exam room, marking, practice, study.

-- Bank -----------------------------------------------------------------------------------------

CREATE TABLE law (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title   text NOT NULL CONSTRAINT law_title_key UNIQUE CHECK (title <> ''),
    short   text NOT NULL CONSTRAINT law_short_key UNIQUE CHECK (short <> ''),
    kind    text NOT NULL CHECK (kind IN ('constitution', 'law', 'decision', 'county')),
    edition text NOT NULL DEFAULT '', -- 2018年3月11日修正
    version int NOT NULL DEFAULT 1
);
COMMENT ON TABLE law IS '法规: a statute or a regulation of the county from which questions are set';

CREATE TABLE law_article (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    law_id  bigint NOT NULL REFERENCES law,
    number  text NOT NULL CHECK (number <> ''), -- 第五十一条
    ordinal int NOT NULL CHECK (ordinal > 0),   -- for the order
    body    text NOT NULL DEFAULT '',
    UNIQUE (law_id, number)
);

CREATE TABLE exam_item (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text NOT NULL CHECK (kind IN ('single', 'multiple', 'true_false', 'fill', 'short', 'essay')),
    article_id  bigint NOT NULL REFERENCES law_article,
    stem        text NOT NULL CHECK (stem <> ''),
    options     text[] NOT NULL DEFAULT '{}',
    key         text[] NOT NULL CHECK (cardinality(key) > 0),
    note        text NOT NULL DEFAULT '',     -- 说明
    groups      text[] NOT NULL CHECK (cardinality(groups) > 0 AND groups <@ ARRAY['congress', 'government', 'supervision', 'court', 'procuratorate']),
    difficulty  int NOT NULL CHECK (difficulty BETWEEN 1 AND 5),
    practice    boolean NOT NULL DEFAULT false, -- for practice only, never on a paper
    unsure      boolean NOT NULL DEFAULT false, -- 待核: never on a paper
    state       text NOT NULL CHECK (state IN ('draft', 'reviewed', 'retired')),
    origin      text NOT NULL CHECK (origin IN ('written', 'imported', 'starting')),
    author_id   bigint REFERENCES account,      -- null: came with the system
    created_at  timestamptz NOT NULL,
    reviewed_by bigint REFERENCES account,
    reviewed_at timestamptz,
    review_note text NOT NULL DEFAULT '',     -- what the last reviewer said: why sent back or retired
    starting    bytea CONSTRAINT exam_item_starting_key UNIQUE, -- which item of the starting bank, so that it is loaded once
    haystack    text NOT NULL DEFAULT '',     -- the stem as one searches it, as with cases
    search      text[] NOT NULL DEFAULT '{}',
    version     int NOT NULL DEFAULT 1,
    CHECK ((starting IS NOT NULL) = (origin = 'starting')),
    CHECK ((kind IN ('single', 'multiple')) = (cardinality(options) > 0)),
    CHECK (reviewed_by <> author_id),           -- 命题与审题分开
    CHECK (state <> 'reviewed' OR origin = 'starting' OR reviewed_at IS NOT NULL)
);
CREATE INDEX ON exam_item (article_id, id);
CREATE INDEX ON exam_item (state, kind, id);
CREATE INDEX ON exam_item (id) WHERE state = 'draft'; -- few: what waits for a review
CREATE INDEX exam_item_search ON exam_item USING gin (search);

-- An uploaded spreadsheet of questions with its report; nothing of it is in the bank until it is accepted.
CREATE TABLE item_import (
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

-- Papers ---------------------------------------------------------------------------------------

-- 一套试卷: papers of equal weight made together, A, B …, of which one is drawn.
CREATE TABLE exam_paper_set (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number       text NOT NULL UNIQUE,
    title        text NOT NULL CHECK (title <> ''),
    office_group text NOT NULL CHECK (office_group IN ('congress', 'government', 'supervision', 'court', 'procuratorate')),
    blueprint    jsonb NOT NULL,
    seed         bigint NOT NULL,
    tolerance    numeric(3,2) NOT NULL CHECK (tolerance >= 0), -- of the mean difficulty, between its papers
    state        text NOT NULL CHECK (state IN ('draft', 'approved', 'discarded')),
    assembled_by bigint NOT NULL REFERENCES account,
    assembled_at timestamptz NOT NULL,
    approved_by  bigint REFERENCES account,
    approved_at  timestamptz,
    digest       bytea,                         -- SHA-256 of the sealed contents
    discarded_why text NOT NULL DEFAULT '',
    version      int NOT NULL DEFAULT 1,
    CHECK (CASE state WHEN 'draft' THEN approved_at IS NULL WHEN 'approved' THEN approved_at IS NOT NULL ELSE true END),
    CHECK ((state = 'discarded') = (discarded_why <> '')),
    CHECK ((approved_at IS NULL) = (approved_by IS NULL) AND (approved_at IS NULL) = (digest IS NULL)),
    CHECK (approved_by <> assembled_by)
);

CREATE TABLE exam_paper (
    id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    set_id  bigint NOT NULL REFERENCES exam_paper_set,
    label   text NOT NULL CHECK (label ~ '^[A-Z]$'),
    UNIQUE (set_id, label)
);

-- A question as it stands on the paper: what is later changed in the bank does not change it.
CREATE TABLE exam_question (
    paper_id  bigint NOT NULL REFERENCES exam_paper ON DELETE CASCADE,
    position  int NOT NULL CHECK (position > 0),
    section   int NOT NULL CHECK (section > 0),
    item_id   bigint NOT NULL REFERENCES exam_item,
    kind      text NOT NULL,
    stem      text NOT NULL,
    options   text[] NOT NULL,
    key       text[] NOT NULL,
    cites     text NOT NULL,                    -- 《宪法》第二条
    note      text NOT NULL DEFAULT '',
    difficulty int NOT NULL,
    points    numeric(5,1) NOT NULL CHECK (points > 0),
    PRIMARY KEY (paper_id, position),
    UNIQUE (paper_id, item_id)
);
CREATE INDEX ON exam_question (item_id);

-- 启封: a sealed set is opened for printing, before any sitting, by two persons.
CREATE TABLE exam_paper_opening (
    set_id     bigint NOT NULL REFERENCES exam_paper_set,
    account_id bigint NOT NULL REFERENCES account,
    reason     text NOT NULL CHECK (reason <> ''),
    at         timestamptz NOT NULL,
    CONSTRAINT exam_paper_opening_pkey PRIMARY KEY (set_id, account_id)
);

-- The room -------------------------------------------------------------------------------------
-- exam_sitting.mode = 'computer' has a run; its candidates have an entry each.

CREATE TABLE exam_run (
    sitting_id  bigint PRIMARY KEY REFERENCES exam_sitting,
    state       text NOT NULL CHECK (state IN ('planned', 'open', 'running', 'paused', 'ended', 'cancelled')),
    minutes     int NOT NULL CHECK (minutes BETWEEN 10 AND 300),
    grace       int NOT NULL DEFAULT 20 CHECK (grace BETWEEN 0 AND 120), -- seconds for the network after the end
    one_by_one  boolean NOT NULL DEFAULT false,  -- one question on a page
    late_minutes int NOT NULL DEFAULT 30 CHECK (late_minutes BETWEEN 0 AND 300), -- after the start a candidate may still come in
    late_by_consent boolean NOT NULL DEFAULT true, -- and later when an invigilator agrees
    opened_at   timestamptz,                     -- 签到开始
    started_at  timestamptz,
    paused_at   timestamptz,
    paused_for  int NOT NULL DEFAULT 0 CHECK (paused_for >= 0), -- seconds of pauses that are over
    ended_at    timestamptz,
    cancelled_why text NOT NULL DEFAULT '',
    version     int NOT NULL DEFAULT 1,
    CHECK ((state = 'paused') = (paused_at IS NOT NULL)),
    CHECK ((state = 'cancelled') = (cancelled_why <> ''))
);

-- Which set a group of candidates sits, and which paper the lot gave. Null label: both in turn by seat.
CREATE TABLE exam_run_paper (
    sitting_id   bigint NOT NULL REFERENCES exam_run,
    office_group text NOT NULL CHECK (office_group IN ('congress', 'government', 'supervision', 'court', 'procuratorate')),
    set_id       bigint NOT NULL REFERENCES exam_paper_set,
    by_seat      boolean NOT NULL DEFAULT false, -- A and B in turn by seat, instead of one for all
    label        text,
    drawn_by     bigint REFERENCES account,
    drawn_at     timestamptz,
    witness      text NOT NULL DEFAULT '',
    PRIMARY KEY (sitting_id, office_group),
    CHECK ((drawn_at IS NULL) = (drawn_by IS NULL)),
    CHECK (label IS NULL OR drawn_at IS NOT NULL)
);

CREATE TABLE exam_room (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sitting_id bigint NOT NULL REFERENCES exam_run,
    name       text NOT NULL CHECK (name <> ''),
    seats      int NOT NULL CHECK (seats BETWEEN 1 AND 500),
    UNIQUE (sitting_id, name)
);

CREATE TABLE exam_invigilator (
    room_id    bigint NOT NULL REFERENCES exam_room ON DELETE CASCADE,
    account_id bigint NOT NULL REFERENCES account,
    PRIMARY KEY (room_id, account_id)
);

-- 考生在本场: where they sit and how far they are.
CREATE TABLE exam_entry (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sitting_id bigint NOT NULL,
    case_id    bigint NOT NULL,
    room_id    bigint NOT NULL REFERENCES exam_room,
    seat       int NOT NULL CHECK (seat > 0),
    code       bytea NOT NULL CHECK (length(code) = 32),  -- 准考码: a hash with a key outside the database
    code_at    timestamptz,                               -- when its slip was printed; null: nobody knows it yet
    failures   int NOT NULL DEFAULT 0 CHECK (failures >= 0),
    paper_id   bigint REFERENCES exam_paper,              -- given at the start
    state      text NOT NULL CHECK (state IN ('called', 'signed_in', 'writing', 'handed_in', 'absent', 'cancelled')),
    admitted_at timestamptz,                              -- 迟到入场: an invigilator agreed
    signed_in_at timestamptz,
    pledged_at timestamptz,
    started_at timestamptz,
    extra      int NOT NULL DEFAULT 0 CHECK (extra >= 0), -- seconds of extension
    handed_in_at  timestamptz,
    handed_in_how text CHECK (handed_in_how IN ('self', 'time', 'invigilator')),
    machine    bytea,                                     -- hash of the cookie of the machine that writes
    machine_asked bytea,                                  -- of another that asks to go on
    asked_at   timestamptz,
    seen_at    timestamptz,                               -- last sign of life
    version    int NOT NULL DEFAULT 1,
    FOREIGN KEY (sitting_id, case_id) REFERENCES exam_candidate (sitting_id, case_id),
    UNIQUE (sitting_id, case_id),
    UNIQUE (room_id, seat),
    CHECK ((state = 'handed_in') <= (handed_in_at IS NOT NULL)),
    CHECK ((handed_in_at IS NULL) = (handed_in_how IS NULL)),
    CHECK (state NOT IN ('writing', 'handed_in') OR paper_id IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX ON exam_entry (case_id);
CREATE INDEX ON exam_entry (paper_id);
CREATE UNIQUE INDEX ON exam_entry (machine) WHERE machine IS NOT NULL;
CREATE UNIQUE INDEX ON exam_entry (machine_asked) WHERE machine_asked IS NOT NULL;

CREATE TABLE exam_answer (
    entry_id bigint NOT NULL REFERENCES exam_entry,
    position int NOT NULL CHECK (position > 0),
    answer   text[] NOT NULL,
    flagged  boolean NOT NULL DEFAULT false,
    revision int NOT NULL CHECK (revision > 0),           -- the browser's count: an older save never overwrites a newer
    saved_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, position)
) WITH (fillfactor = 70);

-- 考场记录: what happened in the room, to one candidate or to all.
CREATE TABLE exam_event (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sitting_id bigint NOT NULL REFERENCES exam_run,
    entry_id   bigint REFERENCES exam_entry ON DELETE CASCADE, -- null: the whole sitting
    at         timestamptz NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('opened', 'started', 'paused', 'resumed', 'ended', 'sitting_cancelled', 'drawn',
                   'signed_in', 'locked', 'code_printed', 'left_page', 'returned', 'machine_asked', 'machine_allowed', 'machine_refused',
                   'extended', 'admitted_late', 'warning', 'cancelled', 'handed_in', 'refused_late')),
    note       text NOT NULL DEFAULT '',
    by_id      bigint REFERENCES account
);
CREATE INDEX ON exam_event (sitting_id, id);
CREATE INDEX ON exam_event (entry_id, id);

-- Marking --------------------------------------------------------------------------------------

-- What one marker gave one answer, not knowing whose it is nor what the other gave.
CREATE TABLE exam_mark (
    entry_id  bigint NOT NULL REFERENCES exam_entry,
    position  int NOT NULL,
    round     int NOT NULL CHECK (round BETWEEN 1 AND 3), -- 3: 第三人复核
    marker_id bigint NOT NULL REFERENCES account,
    points    numeric(5,1) NOT NULL CHECK (points >= 0),
    note      text NOT NULL DEFAULT '',
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (entry_id, position, round),
    CONSTRAINT exam_mark_other_person UNIQUE (entry_id, position, marker_id)
);

-- The marks of one candidate once locked; the result in the case is made from them.
CREATE TABLE exam_score (
    entry_id   bigint PRIMARY KEY REFERENCES exam_entry,
    points     numeric(5,1)[] NOT NULL,                   -- by position
    total      numeric(5,1) NOT NULL CHECK (total BETWEEN 0 AND 100),
    locked_by  bigint NOT NULL REFERENCES account,
    locked_at  timestamptz NOT NULL
);

-- 更正: the only way to change a locked mark; a second person decides.
CREATE TABLE exam_correction (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id   bigint NOT NULL REFERENCES exam_score,
    position   int NOT NULL,
    was        numeric(5,1) NOT NULL,
    becomes    numeric(5,1) NOT NULL CHECK (becomes >= 0 AND becomes <> was),
    reason     text NOT NULL CHECK (reason <> ''),
    objection_id bigint,
    asked_by   bigint NOT NULL REFERENCES account,
    asked_at   timestamptz NOT NULL,
    decided_by bigint REFERENCES account,
    decided_at timestamptz,
    granted    boolean,
    CHECK (decided_by <> asked_by),
    CHECK ((decided_at IS NULL) = (decided_by IS NULL) AND (decided_at IS NULL) = (granted IS NULL))
);

-- 成绩异议
CREATE TABLE exam_objection (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    entry_id   bigint NOT NULL REFERENCES exam_score,
    body       text NOT NULL CHECK (body <> ''),
    filed_at   timestamptz NOT NULL,
    answer     text NOT NULL DEFAULT '',
    answered_by bigint REFERENCES account,
    answered_at timestamptz,
    CHECK ((answered_at IS NULL) = (answer = ''))
);
ALTER TABLE exam_correction ADD FOREIGN KEY (objection_id) REFERENCES exam_objection;

-- Practice and study ----------------------------------------------------------------------------

CREATE TABLE practice_run (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account_id bigint NOT NULL REFERENCES account,
    title      text NOT NULL,
    items      bigint[] NOT NULL CHECK (cardinality(items) > 0),
    answers    jsonb NOT NULL DEFAULT '{}',
    started_at timestamptz NOT NULL,
    ended_at   timestamptz,
    correct    int,
    CHECK ((ended_at IS NULL) = (correct IS NULL))
);
CREATE INDEX ON practice_run (account_id, id);

-- Which articles somebody has studied (已学).
CREATE TABLE article_read (
    account_id bigint NOT NULL REFERENCES account,
    article_id bigint NOT NULL REFERENCES law_article,
    PRIMARY KEY (account_id, article_id)
);

-- 教育培训: study before, training after the appointment〔K07〕
CREATE TABLE study_session (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    phase    text NOT NULL CHECK (phase IN ('before', 'after')),
    title    text NOT NULL CHECK (title <> ''),
    held_on  date NOT NULL,
    place    text NOT NULL CHECK (place <> ''),
    host     text NOT NULL CHECK (host <> ''),       -- 主办机构
    body     text NOT NULL DEFAULT '',
    speakers jsonb NOT NULL DEFAULT '[]',            -- [{"name","post","topic"}]
    created_by bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    version  int NOT NULL DEFAULT 1
);
CREATE INDEX ON study_session (held_on, id);

CREATE TABLE study_attendance (
    session_id bigint NOT NULL REFERENCES study_session,
    person_id  bigint NOT NULL REFERENCES person,
    state      text NOT NULL CHECK (state IN ('called', 'present', 'leave', 'absent')),
    note       text NOT NULL DEFAULT '',
    PRIMARY KEY (session_id, person_id)
);
CREATE INDEX ON study_attendance (person_id);

GRANT SELECT, INSERT, UPDATE ON law, exam_item, item_import, exam_paper_set, exam_run, exam_run_paper, exam_room, exam_entry, exam_answer,
    exam_mark, exam_correction, exam_objection, practice_run, study_session TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON law_article, article_read, exam_paper, exam_question, study_attendance TO renmian_app;
GRANT SELECT, INSERT ON exam_paper_opening, exam_event, exam_score TO renmian_app;
GRANT SELECT, INSERT, DELETE ON exam_invigilator TO renmian_app;
GRANT DELETE ON exam_run_paper, exam_room, exam_entry TO renmian_app; -- before the sign-in opens

-- The contents of an approved set stay as they are.
CREATE FUNCTION refuse_change_of_sealed_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM exam_paper p JOIN exam_paper_set s ON s.id = p.set_id
               WHERE p.id = coalesce(OLD.paper_id, NEW.paper_id) AND s.approved_at IS NOT NULL) THEN
        RAISE EXCEPTION 'an approved paper is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN coalesce(NEW, OLD);
END $$;
CREATE TRIGGER exam_question_is_sealed BEFORE INSERT OR UPDATE OR DELETE ON exam_question
    FOR EACH ROW EXECUTE FUNCTION refuse_change_of_sealed_paper();
CREATE TRIGGER exam_correction_is_record BEFORE UPDATE ON exam_correction FOR EACH ROW
    WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER exam_objection_is_record BEFORE UPDATE ON exam_objection FOR EACH ROW
    WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();

-- A confirmed result changes by nothing but a correction that a second person granted in the same act.
CREATE FUNCTION refuse_change_of_result() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{score,corrected_at}'::text[] = to_jsonb(OLD) - '{score,corrected_at}'::text[]
       AND EXISTS (SELECT FROM exam_correction k JOIN exam_entry e ON e.id = k.entry_id
                   WHERE e.sitting_id = NEW.sitting_id AND e.case_id = NEW.case_id AND k.granted AND k.decided_at = NEW.corrected_at
                     AND OLD.corrected_at IS DISTINCT FROM NEW.corrected_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'a confirmed record is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER exam_result_is_record BEFORE UPDATE ON exam_result FOR EACH ROW
    WHEN (OLD.confirmed_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_result();
