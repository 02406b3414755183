-- The case (任免案) from 提请 to the end, with the evidence collected before the meeting.

-- Yearly numbers that are never given twice: case, receipt, certificate, letter, announcement.
CREATE TABLE number_series (
    kind text NOT NULL,
    year int  NOT NULL,
    last int  NOT NULL CHECK (last > 0),
    PRIMARY KEY (kind, year)
);

CREATE TABLE committee_meeting (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term_id       bigint NOT NULL REFERENCES term,
    number        int  NOT NULL CHECK (number > 0),
    held_on       date NOT NULL,
    starts_at     text NOT NULL DEFAULT '',
    place         text NOT NULL DEFAULT '',
    state         text NOT NULL CHECK (state IN ('planned', 'notified', 'open', 'closed')),
    -- 会议时点全体组成人员: confirmed by staff when the meeting opens 〔PROCEDURE 1.2〕
    total_members int  CHECK (total_members BETWEEN 1 AND 45),
    presider_id   bigint REFERENCES member,
    -- 副主任受主任委托主持
    entrusted     boolean NOT NULL DEFAULT false,
    -- 会议通知 as it was sent
    notice        text NOT NULL DEFAULT '',
    notified_at   timestamptz,
    opened_at     timestamptz,
    closed_at     timestamptz,
    minutes       text NOT NULL DEFAULT '',
    -- how often anything about the meeting was changed; who watches it is told each time
    changes       bigint NOT NULL DEFAULT 0,
    version       int NOT NULL DEFAULT 1,
    UNIQUE (term_id, number),
    CHECK ((state IN ('open', 'closed')) = (opened_at IS NOT NULL)),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL)),
    CHECK (state = 'planned' OR notified_at IS NOT NULL AND notice <> ''),
    CHECK (state NOT IN ('open', 'closed') OR total_members IS NOT NULL)
);
CREATE INDEX ON committee_meeting (held_on);

-- 提请件: what one organ hands in at one time.
CREATE TABLE proposal (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    organ_id      bigint NOT NULL REFERENCES organ,
    state         text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'accepted', 'withdrawn')),
    title         text NOT NULL DEFAULT '',
    document_no   text NOT NULL DEFAULT '',
    meeting_id    bigint REFERENCES committee_meeting,
    reasons       text NOT NULL DEFAULT '',
    -- 谁提出: the organ itself, the chairperson's meeting, or members jointly (撤职案)
    mover         text NOT NULL DEFAULT 'organ' CHECK (mover IN ('organ', 'chairpersons_meeting', 'members')),
    signer        text NOT NULL DEFAULT '',
    signer_duty   text NOT NULL DEFAULT '' CHECK (signer_duty IN ('', 'chief', 'acting_chief', 'deputy')),
    late_reason   text NOT NULL DEFAULT '',
    receipt_no    text UNIQUE,
    submitted_at  timestamptz,
    submitted_by  bigint REFERENCES account,
    accepted_at   timestamptz,
    accepted_by   bigint REFERENCES account,
    created_by    bigint NOT NULL REFERENCES account,
    created_at    timestamptz NOT NULL,
    version       int NOT NULL DEFAULT 1,
    CHECK (state = 'draft' OR submitted_at IS NOT NULL OR state = 'withdrawn'),
    CHECK ((state = 'accepted') <= (accepted_at IS NOT NULL AND receipt_no IS NOT NULL))
);
CREATE INDEX ON proposal (organ_id, id);
CREATE INDEX ON proposal (state, id);

CREATE TABLE appointment_case (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number      text UNIQUE,
    proposal_id bigint NOT NULL REFERENCES proposal,
    position    int  NOT NULL,
    action      text NOT NULL CHECK (action IN ('appoint', 'decide_appoint', 'approve_appoint', 'remove', 'decide_remove',
                    'accept_resignation', 'dismiss', 'decide_acting', 'elect_acting', 'pass', 'recall')),
    person_id   bigint NOT NULL REFERENCES person,
    office_id   bigint NOT NULL REFERENCES office,
    reason      text NOT NULL DEFAULT '',
    stage       text NOT NULL CHECK (stage IN ('intake', 'review', 'correction', 'chairs', 'held', 'committee', 'deliberation',
                    'suspended', 'adopted', 'rejected', 'withdrawn', 'ended', 'closed')),
    stage_since timestamptz NOT NULL,
    stage_note  text NOT NULL DEFAULT '',
    policy_id   bigint NOT NULL REFERENCES policy_version,
    -- 补任代理须先任副职: the case that must be adopted first V08
    after_case_id bigint REFERENCES appointment_case,
    -- The result, set by the vote and nothing else.
    decided_on  date,
    decided_year int GENERATED ALWAYS AS (extract(year FROM decided_on)::int) STORED,
    adopted     boolean,
    -- Kept by a trigger from proposal and office, so that lists of a million cases filter on one table.
    organ_id     bigint NOT NULL REFERENCES organ,
    office_group text NOT NULL,
    -- What one searches by, and its character pairs for the index; exact in any locale.
    haystack    text NOT NULL DEFAULT '',
    search      text[] NOT NULL DEFAULT '{}',
    created_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CHECK ((decided_on IS NULL) = (adopted IS NULL)),
    CHECK ((stage IN ('adopted', 'closed')) = (adopted IS TRUE)),
    CHECK ((stage = 'rejected') = (adopted IS FALSE)),
    CHECK (stage = 'intake' OR number IS NOT NULL OR stage = 'withdrawn')
);
CREATE INDEX ON appointment_case (stage, id);
CREATE INDEX ON appointment_case (decided_year, id) WHERE decided_year IS NOT NULL;
CREATE INDEX ON appointment_case (proposal_id);
CREATE INDEX ON appointment_case (person_id);
CREATE INDEX ON appointment_case (office_id);
CREATE INDEX case_search ON appointment_case USING gin (search);
CREATE INDEX ON appointment_case (organ_id, id);
CREATE INDEX case_open ON appointment_case (stage, organ_id)
    WHERE stage IN ('review', 'correction', 'chairs', 'held', 'committee', 'deliberation', 'suspended', 'adopted') AND number IS NOT NULL;
CREATE FUNCTION case_belongs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT organ_id INTO NEW.organ_id FROM proposal WHERE id = NEW.proposal_id;
    SELECT office_group INTO NEW.office_group FROM office WHERE id = NEW.office_id;
    RETURN NEW;
END $$;
CREATE TRIGGER case_belongs BEFORE INSERT OR UPDATE OF proposal_id, office_id ON appointment_case
    FOR EACH ROW EXECUTE FUNCTION case_belongs();

-- One open case per person, office and action.
CREATE UNIQUE INDEX case_once ON appointment_case (person_id, office_id, action)
    WHERE stage NOT IN ('adopted', 'rejected', 'withdrawn', 'ended', 'closed');

ALTER TABLE tenure
    ADD COLUMN start_case_id bigint UNIQUE REFERENCES appointment_case,
    ADD COLUMN end_case_id   bigint UNIQUE REFERENCES appointment_case,
    ADD CONSTRAINT tenure_begins_by_decision CHECK (num_nonnulls(start_case_id, start_import_id) = 1),
    ADD CONSTRAINT tenure_case_ends CHECK (end_case_id IS NULL OR ends_on IS NOT NULL);

-- What is still to be done, derived by appointment.Tasks at every write of a case and never edited.
CREATE TABLE case_task (
    case_id   bigint NOT NULL REFERENCES appointment_case,
    key       text NOT NULL,
    label     text NOT NULL,
    hint      text NOT NULL DEFAULT '',
    role      text NOT NULL,
    organ_id  bigint REFERENCES organ,
    person_id bigint REFERENCES person,
    due_on    date,
    since     timestamptz NOT NULL,
    PRIMARY KEY (case_id, key)
);
CREATE INDEX ON case_task (role, due_on, case_id, key);
CREATE INDEX ON case_task (organ_id, due_on) WHERE organ_id IS NOT NULL;
CREATE INDEX ON case_task (person_id, due_on) WHERE person_id IS NOT NULL;

-- 提请材料: of the whole proposal (case_id null) or of one person.
CREATE TABLE proposal_document (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal_id bigint NOT NULL REFERENCES proposal,
    case_id     bigint REFERENCES appointment_case,
    kind        text NOT NULL,
    file_id     bigint REFERENCES file,
    -- 涉密件线下传阅，仅登记份号
    paper_note  text NOT NULL DEFAULT '',
    added_by    bigint NOT NULL REFERENCES account,
    added_at    timestamptz NOT NULL,
    -- 换下: replaced after it was handed in, so kept
    replaced_at timestamptz,
    replaced_by bigint REFERENCES account,
    CHECK (file_id IS NOT NULL OR paper_note <> ''),
    CHECK ((replaced_at IS NULL) = (replaced_by IS NULL))
);
CREATE INDEX ON proposal_document (proposal_id);
CREATE INDEX ON proposal_document (case_id);

-- 干部任免审批表 of one person in one proposal; his cases there share it. The content holds identity
-- number and family, so it is sealed with a key outside the database; profile is what members may read.
CREATE TABLE cadre_form (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal_id bigint NOT NULL REFERENCES proposal,
    person_id   bigint NOT NULL REFERENCES person,
    position    int NOT NULL,
    -- the original it was read from; null when typed by hand
    file_id     bigint REFERENCES file,
    photo_id    bigint REFERENCES file,
    content     bytea NOT NULL,
    profile     jsonb NOT NULL,
    -- findings that must be settled, confirmed with a reason: key -> reason
    confirmed   jsonb NOT NULL DEFAULT '{}',
    unsettled   int NOT NULL DEFAULT 0 CHECK (unsettled >= 0),
    -- the person was unknown before, so that deleting the draft may delete the person too
    new_person  boolean NOT NULL,
    updated_at  timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1,
    CONSTRAINT cadre_form_once UNIQUE (proposal_id, person_id)
);
CREATE INDEX ON cadre_form (person_id);

-- Every original that was ever handed in for a form, the newest import last.
CREATE TABLE cadre_form_source (
    form_id  bigint NOT NULL REFERENCES cadre_form,
    file_id  bigint NOT NULL REFERENCES file,
    added_at timestamptz NOT NULL,
    added_by bigint NOT NULL REFERENCES account,
    PRIMARY KEY (form_id, file_id)
);

-- 五分之一以上组成人员联名 〔监督法 第六十一条〕
CREATE TABLE proposal_member (
    proposal_id bigint NOT NULL REFERENCES proposal,
    member_id   bigint NOT NULL REFERENCES member,
    signed_on   date NOT NULL,
    PRIMARY KEY (proposal_id, member_id)
);

-- 申辩 〔监督法 第六十二条〕
CREATE TABLE defence (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id   bigint NOT NULL REFERENCES appointment_case,
    form      text NOT NULL CHECK (form IN ('written', 'oral', 'waived')),
    text      text NOT NULL DEFAULT '',
    file_id   bigint REFERENCES file,
    made_at   timestamptz NOT NULL,
    recorded_by bigint NOT NULL REFERENCES account
);
CREATE INDEX ON defence (case_id);

-- 退回补正: every round trip is kept.
CREATE TABLE correction (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal_id bigint NOT NULL REFERENCES proposal,
    case_id     bigint REFERENCES appointment_case,
    letter_no   text NOT NULL UNIQUE,
    grounds     text[] NOT NULL CHECK (cardinality(grounds) > 0),
    note        text NOT NULL DEFAULT '',
    due_on      date,
    sent_at     timestamptz NOT NULL,
    sent_by     bigint NOT NULL REFERENCES account,
    answer      text NOT NULL DEFAULT '',
    answered_at timestamptz,
    answered_by bigint REFERENCES account
);
CREATE UNIQUE INDEX correction_one_open ON correction (proposal_id, coalesce(case_id, 0)) WHERE answered_at IS NULL;
CREATE INDEX ON correction (case_id);

-- 撤回: asked by the organ; once the chairpersons' meeting has decided it also has to consent 〔本县任免办法〕
CREATE TABLE withdrawal (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id    bigint NOT NULL REFERENCES appointment_case,
    reason     text NOT NULL CHECK (reason <> ''),
    asked_by   bigint NOT NULL REFERENCES account,
    asked_at   timestamptz NOT NULL,
    state      text NOT NULL CHECK (state IN ('asked', 'free', 'consented', 'refused')), -- free: no consent was needed
    opinion    text NOT NULL DEFAULT '',
    decided_by bigint REFERENCES account,
    decided_at timestamptz,
    CHECK ((state IN ('consented', 'refused')) = (decided_at IS NOT NULL)),
    CHECK (state <> 'refused' OR opinion <> '')
);
CREATE UNIQUE INDEX withdrawal_one_open ON withdrawal (case_id) WHERE state = 'asked';
CREATE INDEX ON withdrawal (case_id);

-- 初审各关
CREATE TABLE review_finding (
    case_id   bigint NOT NULL REFERENCES appointment_case,
    gate      text NOT NULL,
    result    text NOT NULL CHECK (result IN ('pass', 'correct', 'explain')),
    finding   text NOT NULL CHECK (finding <> ''),
    found_by  bigint NOT NULL REFERENCES account,
    found_at  timestamptz NOT NULL,
    version   int NOT NULL DEFAULT 1,
    PRIMARY KEY (case_id, gate)
);

CREATE TABLE review_report (
    case_id     bigint PRIMARY KEY REFERENCES appointment_case,
    opinion     text NOT NULL CHECK (opinion <> ''),
    recusal     text NOT NULL DEFAULT '',
    finished_by bigint NOT NULL REFERENCES account,
    finished_at timestamptz NOT NULL,
    version     int NOT NULL DEFAULT 1
);

-- 任前考察
CREATE TABLE investigation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id     bigint NOT NULL REFERENCES appointment_case,
    method      text NOT NULL CHECK (method IN ('own', 'entrusted', 'deputies_visit', 'joint')),
    held_on     date NOT NULL,
    by_whom     text NOT NULL CHECK (by_whom <> ''),
    -- one text under each of the policy's headings: [{"heading", "text"}]
    findings    jsonb NOT NULL CHECK (jsonb_array_length(findings) > 0),
    conclusion  text NOT NULL CHECK (conclusion IN ('fit', 'doubt', 'unfit')),
    file_id     bigint REFERENCES file,
    -- A record is never edited: a correction is a new one that names the old one and says why.
    corrects_id bigint CONSTRAINT investigation_corrected_once UNIQUE REFERENCES investigation,
    correction  text NOT NULL DEFAULT '',
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL,
    CHECK ((corrects_id IS NULL) = (correction = ''))
);
CREATE INDEX ON investigation (case_id);

-- 任前沟通: consultation with the Party committee and the organisation department
CREATE TABLE consultation (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id     bigint NOT NULL REFERENCES appointment_case,
    kind        text NOT NULL CHECK (kind IN ('party_group', 'party_committee', 'organisation_department', 'discipline', 'other')),
    held_on     date NOT NULL,
    with_whom   text NOT NULL CHECK (with_whom <> ''),
    opinion     text NOT NULL CHECK (opinion <> ''),
    suggests_hold boolean NOT NULL DEFAULT false,
    file_id     bigint REFERENCES file,
    corrects_id bigint CONSTRAINT consultation_corrected_once UNIQUE REFERENCES consultation,
    correction  text NOT NULL DEFAULT '',
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL,
    CHECK ((corrects_id IS NULL) = (correction = ''))
);
CREATE INDEX ON consultation (case_id);

-- 任前公示
CREATE TABLE publicity (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    title       text NOT NULL CHECK (title <> ''),
    body        text NOT NULL DEFAULT '',
    office_name text NOT NULL CHECK (office_name <> ''),
    telephone   text NOT NULL CHECK (telephone <> ''),
    from_day    date NOT NULL,
    to_day      date NOT NULL,
    opened_by   bigint NOT NULL REFERENCES account,
    opened_at   timestamptz NOT NULL,
    -- 公示报告
    report      text NOT NULL DEFAULT '',
    reported_by bigint REFERENCES account,
    reported_at timestamptz,
    -- 撤下: published in error; its cases may then be published anew
    dropped_at  timestamptz,
    dropped_by  bigint REFERENCES account,
    drop_reason text NOT NULL DEFAULT '',
    version     int NOT NULL DEFAULT 1,
    CHECK (from_day <= to_day),
    CHECK ((reported_at IS NULL) = (report = '')),
    CHECK ((dropped_at IS NULL) = (drop_reason = ''))
);
CREATE INDEX ON publicity (to_day);

-- 延长公示: the earlier end and why it was moved
CREATE TABLE publicity_extension (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    publicity_id bigint NOT NULL REFERENCES publicity,
    was_to       date NOT NULL,
    to_day       date NOT NULL,
    reason       text NOT NULL CHECK (reason <> ''),
    extended_by  bigint NOT NULL REFERENCES account,
    extended_at  timestamptz NOT NULL,
    CHECK (was_to < to_day)
);
CREATE INDEX ON publicity_extension (publicity_id);

CREATE TABLE publicity_case (
    publicity_id bigint NOT NULL REFERENCES publicity,
    case_id      bigint NOT NULL REFERENCES appointment_case,
    position     int NOT NULL,
    -- What the public may read of the person; never identity number, address, family. V25
    profile      text NOT NULL CHECK (profile <> ''),
    exam_score   text NOT NULL DEFAULT '',
    dropped      boolean NOT NULL DEFAULT false, -- with its publicity
    PRIMARY KEY (publicity_id, case_id)
);
CREATE UNIQUE INDEX publicity_case_once ON publicity_case (case_id) WHERE NOT dropped;

CREATE TABLE publicity_opinion (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    publicity_id bigint NOT NULL REFERENCES publicity,
    case_id      bigint REFERENCES appointment_case,
    -- 匿名意见可收，但须有线索
    anonymous    boolean NOT NULL,
    name         text NOT NULL DEFAULT '',
    contact      text NOT NULL DEFAULT '',
    text         text NOT NULL CHECK (text <> ''),
    clue         text NOT NULL DEFAULT '',
    channel      text NOT NULL CHECK (channel IN ('web', 'letter', 'call', 'visit')),
    received_on  date NOT NULL,
    entered_at   timestamptz NOT NULL,
    entered_by   bigint REFERENCES account, -- staff, where it did not come by the web
    receipt      text NOT NULL UNIQUE,
    form_key     text CONSTRAINT publicity_opinion_form_key UNIQUE, -- a form sent twice counts once
    state        text NOT NULL CHECK (state IN ('received', 'verifying', 'verified')),
    verification text NOT NULL DEFAULT '',
    conclusion   text CHECK (conclusion IN ('unfounded', 'no_effect', 'hold', 'withdraw')),
    verified_by  bigint REFERENCES account,
    verified_at  timestamptz,
    CHECK (anonymous OR (name <> '' AND contact <> '')),
    CHECK (NOT anonymous OR clue <> ''),
    CHECK ((channel = 'web') = (entered_by IS NULL)),
    CHECK ((state = 'verified') = (verified_at IS NOT NULL AND conclusion IS NOT NULL AND verification <> ''))
);
CREATE INDEX ON publicity_opinion (publicity_id);

-- 任前法律考试: on paper or on computers; the second person confirms what the first entered or the marking gave.
CREATE TABLE exam_sitting (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number     text NOT NULL UNIQUE,
    held_on    date NOT NULL,
    starts_at  text NOT NULL DEFAULT '',
    place      text NOT NULL CHECK (place <> ''),
    paper      text NOT NULL CHECK (paper <> ''),
    open_book  boolean NOT NULL,
    mode       text NOT NULL DEFAULT 'paper' CHECK (mode IN ('paper', 'computer')),
    invigilators text NOT NULL CHECK (invigilators <> ''),
    created_by bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL,
    version    int NOT NULL DEFAULT 1
);
CREATE INDEX ON exam_sitting (held_on, id);

-- Who is called to a sitting.
CREATE TABLE exam_candidate (
    sitting_id bigint NOT NULL REFERENCES exam_sitting,
    case_id    bigint NOT NULL REFERENCES appointment_case,
    added_by   bigint NOT NULL REFERENCES account,
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (sitting_id, case_id)
);
CREATE INDEX ON exam_candidate (case_id);

CREATE TABLE exam_result (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id     bigint NOT NULL REFERENCES appointment_case,
    sitting_id  bigint NOT NULL REFERENCES exam_sitting,
    attempt     int NOT NULL CHECK (attempt > 0),
    absent      boolean NOT NULL DEFAULT false,
    cancelled   boolean NOT NULL DEFAULT false, -- 违纪，成绩取消
    score       numeric(5,1) CHECK (score BETWEEN 0 AND 100),
    marker      text NOT NULL CHECK (marker <> ''),
    entered_by  bigint NOT NULL REFERENCES account,
    entered_at  timestamptz NOT NULL,
    confirmed_by bigint REFERENCES account,
    confirmed_at timestamptz,
    corrected_at timestamptz,
    FOREIGN KEY (sitting_id, case_id) REFERENCES exam_candidate (sitting_id, case_id),
    CONSTRAINT exam_result_attempt_once UNIQUE (case_id, attempt),
    CONSTRAINT exam_result_sitting_once UNIQUE (case_id, sitting_id),
    CHECK (absent = (score IS NULL)),
    CHECK (NOT cancelled OR score = 0),
    CHECK ((confirmed_by IS NULL) = (confirmed_at IS NULL)),
    CHECK (confirmed_by <> entered_by)
);

CREATE TABLE exam_waiver (
    case_id    bigint PRIMARY KEY REFERENCES appointment_case,
    ground     text NOT NULL,
    note       text NOT NULL CHECK (note <> ''),
    granted_by bigint NOT NULL REFERENCES account,
    granted_at timestamptz NOT NULL
);

-- 供职承诺: every filed version is kept; the draft is the nominee's own.
CREATE TABLE commitment_draft (
    case_id    bigint PRIMARY KEY REFERENCES appointment_case,
    answers    jsonb NOT NULL,
    saved_at   timestamptz NOT NULL,
    version    int NOT NULL DEFAULT 1
);

CREATE TABLE commitment (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id   bigint NOT NULL REFERENCES appointment_case,
    edition   int NOT NULL CHECK (edition > 0),
    -- [{"heading", "text"}]; empty only where a signed paper was handed in instead
    answers   jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'array'),
    file_id   bigint REFERENCES file,
    on_paper  boolean NOT NULL DEFAULT false, -- handed in on paper, entered by staff
    filed_by  bigint NOT NULL REFERENCES account,
    filed_at  timestamptz NOT NULL,
    judged    text CHECK (judged IN ('sufficient', 'returned')),
    judgement text NOT NULL DEFAULT '',
    judged_by bigint REFERENCES account,
    judged_at timestamptz,
    CONSTRAINT commitment_edition_once UNIQUE (case_id, edition),
    CHECK (answers <> '[]' OR on_paper AND file_id IS NOT NULL),
    CHECK ((judged IS NULL) = (judged_at IS NULL)),
    CHECK (judged IS DISTINCT FROM 'returned' OR judgement <> '')
);
CREATE UNIQUE INDEX commitment_one_pending ON commitment (case_id) WHERE judged IS DISTINCT FROM 'returned';

-- 主任会议
CREATE TABLE chairs_meeting (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term_id    bigint NOT NULL REFERENCES term,
    number     int NOT NULL CHECK (number > 0),
    held_on    date NOT NULL,
    place      text NOT NULL DEFAULT '',
    presider_id bigint REFERENCES member,
    attendees  text NOT NULL DEFAULT '', -- 出席
    observers  text NOT NULL DEFAULT '', -- 列席
    state      text NOT NULL CHECK (state IN ('planned', 'closed')),
    minutes    text NOT NULL DEFAULT '',
    closed_at  timestamptz,
    version    int NOT NULL DEFAULT 1,
    UNIQUE (term_id, number),
    CHECK ((state = 'closed') = (closed_at IS NOT NULL))
);

CREATE TABLE chairs_item (
    meeting_id bigint NOT NULL REFERENCES chairs_meeting,
    case_id    bigint NOT NULL REFERENCES appointment_case,
    position   int NOT NULL,
    decision   text CHECK (decision IN ('to_committee', 'hold', 'return', 'end')),
    opinion    text NOT NULL DEFAULT '',
    -- 确定到会供职发言的人选
    speaks     boolean NOT NULL DEFAULT false,
    -- 无异议的可与他案合并表决
    en_bloc    boolean NOT NULL DEFAULT false,
    decided_by bigint REFERENCES account,
    decided_at timestamptz,
    PRIMARY KEY (meeting_id, case_id),
    CHECK ((decision IS NULL) = (decided_at IS NULL)),
    CHECK (decision IS NULL OR decision = 'to_committee' OR opinion <> '')
);
CREATE INDEX ON chairs_item (case_id);
CREATE UNIQUE INDEX chairs_item_one_open ON chairs_item (case_id) WHERE decision IS NULL;

GRANT SELECT, INSERT, UPDATE ON number_series, committee_meeting, proposal, appointment_case, correction, review_report,
    publicity, publicity_case, publicity_opinion, exam_sitting, exam_result, commitment, chairs_meeting, chairs_item, withdrawal TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON case_task, proposal_document, cadre_form, cadre_form_source, proposal_member, review_finding,
    commitment_draft, exam_candidate TO renmian_app;
GRANT SELECT, INSERT ON publicity_extension, defence, investigation, consultation, exam_waiver TO renmian_app;
GRANT DELETE ON chairs_item, exam_waiver, appointment_case, proposal, person TO renmian_app; -- an undecided item, a draft and its person; triggers and keys guard the rest

-- Only what was never handed in may be deleted.
CREATE FUNCTION refuse_delete_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a record of the procedure is never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE FUNCTION refuse_change_of_record() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a confirmed record is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER commitment_is_record BEFORE UPDATE ON commitment FOR EACH ROW
    WHEN (OLD.judged IS NOT NULL) EXECUTE FUNCTION refuse_change_of_record();
CREATE TRIGGER case_is_record BEFORE DELETE ON appointment_case FOR EACH ROW
    WHEN (OLD.stage <> 'intake' OR OLD.number IS NOT NULL) EXECUTE FUNCTION refuse_delete_of_record();
CREATE TRIGGER proposal_is_record BEFORE DELETE ON proposal FOR EACH ROW
    WHEN (OLD.state <> 'draft') EXECUTE FUNCTION refuse_delete_of_record();
CREATE TRIGGER chairs_item_is_record BEFORE DELETE ON chairs_item FOR EACH ROW
    WHEN (OLD.decision IS NOT NULL) EXECUTE FUNCTION refuse_delete_of_record();
