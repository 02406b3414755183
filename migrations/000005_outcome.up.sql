-- After the vote: certificate, oath, personnel list, notices, filings.

-- 任命书登记簿: a number is given once and never again, also when the certificate is void. V16
CREATE TABLE certificate (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year      int NOT NULL,
    sequence  int NOT NULL CHECK (sequence > 0),
    number    text NOT NULL UNIQUE,
    case_id   bigint NOT NULL REFERENCES appointment_case,
    -- the words as they stand on the paper, also when it is printed again years later
    name      text NOT NULL CHECK (name <> ''),
    office    text NOT NULL CHECK (office <> ''),
    text      text NOT NULL CHECK (text <> ''),
    signed    text NOT NULL CHECK (signed <> ''),
    dated     date NOT NULL,
    search    text[] NOT NULL DEFAULT '{}',
    issued_by bigint NOT NULL REFERENCES account,
    issued_at timestamptz NOT NULL,
    UNIQUE (year, sequence)
);
CREATE INDEX ON certificate (case_id);
CREATE INDEX certificate_search ON certificate USING gin (search);
-- V14, V15: only for an adopted case of an office that carries one.
CREATE FUNCTION check_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM appointment_case c JOIN vote_result r ON r.case_id = c.id
                   WHERE c.id = NEW.case_id AND r.adopted
                     AND c.action IN ('appoint', 'decide_appoint', 'approve_appoint', 'pass', 'decide_acting')) THEN
        RAISE EXCEPTION 'certificate without an adopted appointment' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (SELECT FROM certificate o WHERE o.case_id = NEW.case_id
               AND NOT EXISTS (SELECT FROM certificate_void v WHERE v.certificate_id = o.id)) THEN
        RAISE EXCEPTION 'the case has a valid certificate' USING ERRCODE = 'unique_violation', CONSTRAINT = 'certificate_one_valid';
    END IF;
    RETURN NEW;
END $$;

CREATE TABLE certificate_void (
    certificate_id bigint PRIMARY KEY REFERENCES certificate,
    reason    text NOT NULL CHECK (reason <> ''),
    voided_by bigint NOT NULL REFERENCES account,
    voided_at timestamptz NOT NULL
);
CREATE TRIGGER certificate_lawful BEFORE INSERT ON certificate FOR EACH ROW EXECUTE FUNCTION check_certificate();

CREATE TABLE certificate_print (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    certificate_id bigint NOT NULL REFERENCES certificate,
    -- empty for the first print; a reprint needs one
    reason    text NOT NULL DEFAULT '',
    printed_by bigint NOT NULL REFERENCES account,
    printed_at timestamptz NOT NULL
);
CREATE INDEX ON certificate_print (certificate_id);
CREATE UNIQUE INDEX certificate_first_print ON certificate_print (certificate_id) WHERE reason = '';

CREATE TABLE certificate_handover (
    certificate_id bigint PRIMARY KEY REFERENCES certificate,
    handed_on date NOT NULL,
    handed_by text NOT NULL CHECK (handed_by <> ''),
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL
);

-- Who was not handed the certificate in the room, and why: it is handed over on another day (另行颁发).
CREATE TABLE certificate_absence (
    case_id     bigint PRIMARY KEY REFERENCES appointment_case,
    reason      text NOT NULL CHECK (reason <> ''),
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL
);

-- 宪法宣誓
CREATE TABLE oath_ceremony (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint REFERENCES committee_meeting,
    held_on    date NOT NULL,
    place      text NOT NULL CHECK (place <> ''),
    organiser  text NOT NULL CHECK (organiser <> ''),
    form       text NOT NULL CHECK (form IN ('single', 'collective')),
    leader     text NOT NULL DEFAULT '',
    -- Only the text in force since 2018 may be sworn. V17
    text_version text NOT NULL CHECK (text_version = '2018'),
    -- 补誓
    makeup_of  bigint REFERENCES oath_ceremony,
    arranged_by bigint NOT NULL REFERENCES account,
    arranged_at timestamptz NOT NULL,
    CHECK (form = 'single' OR leader <> '')
);
CREATE INDEX ON oath_ceremony (meeting_id);
CREATE INDEX ON oath_ceremony (held_on, id);
-- 宣誓名册: who is to take the oath at the ceremony
CREATE TABLE oath_roster (
    ceremony_id bigint NOT NULL REFERENCES oath_ceremony,
    case_id     bigint NOT NULL REFERENCES appointment_case,
    position    int NOT NULL,
    PRIMARY KEY (ceremony_id, case_id)
);
CREATE INDEX ON oath_roster (case_id);
-- What happened there, recorded once. A ceremony without it was only arranged and may be cancelled.
CREATE TABLE oath (
    ceremony_id bigint NOT NULL,
    case_id     bigint NOT NULL REFERENCES appointment_case,
    sworn       boolean NOT NULL,
    absence     text NOT NULL DEFAULT '',
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (ceremony_id, case_id),
    FOREIGN KEY (ceremony_id, case_id) REFERENCES oath_roster (ceremony_id, case_id),
    CHECK (sworn = (absence = ''))
);
CREATE INDEX ON oath (case_id);
CREATE UNIQUE INDEX oath_once ON oath (case_id) WHERE sworn;

-- 任免名单、公告: drafted from results, proofread by two persons, then published.
CREATE TABLE notice (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    kind       text NOT NULL CHECK (kind IN ('list', 'announcement', 'resignation', 'dismissal')),
    number     text NOT NULL DEFAULT '',
    title      text NOT NULL CHECK (title <> ''),
    session_line text NOT NULL,
    body       text NOT NULL CHECK (body <> ''),
    search     text[] NOT NULL DEFAULT '{}',
    drafted_by bigint NOT NULL REFERENCES account,
    drafted_at timestamptz NOT NULL,
    proofread_by bigint REFERENCES account,
    proofread_at timestamptz,
    -- why the text differs from the adopted results, where it does
    proof_note text NOT NULL DEFAULT '',
    published_by bigint REFERENCES account,
    published_at timestamptz,
    version    int NOT NULL DEFAULT 1,
    CHECK (proofread_by <> drafted_by),
    CHECK ((published_at IS NULL) OR (proofread_at IS NOT NULL))
);
CREATE INDEX notice_published ON notice (published_at DESC, id DESC) WHERE published_at IS NOT NULL;
CREATE INDEX notice_search ON notice USING gin (search);
CREATE INDEX ON notice (meeting_id);
-- A meeting has one list and one announcement.
CREATE UNIQUE INDEX notice_one_of_kind ON notice (meeting_id, kind) WHERE kind IN ('list', 'announcement');

CREATE TABLE notice_case (
    notice_id bigint NOT NULL REFERENCES notice,
    -- a case is made public once: in the list or in a decision of its own
    case_id   bigint NOT NULL UNIQUE REFERENCES appointment_case,
    position  int NOT NULL,
    PRIMARY KEY (notice_id, case_id)
);

-- 更正: a dated note; the old text stays.
CREATE TABLE notice_correction (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    notice_id bigint NOT NULL REFERENCES notice,
    text      text NOT NULL CHECK (text <> ''),
    made_by   bigint NOT NULL REFERENCES account,
    made_at   timestamptz NOT NULL
);
CREATE INDEX ON notice_correction (notice_id);
-- 公布方式: where else a published notice was printed 〔TM-15、DZ-11〕.
CREATE TABLE notice_posting (
    notice_id bigint NOT NULL REFERENCES notice,
    channel   text NOT NULL CHECK (channel <> ''),
    posted_on date NOT NULL,
    place     text NOT NULL CHECK (place <> ''), -- 第几版、第几期
    noted_by  bigint NOT NULL REFERENCES account,
    noted_at  timestamptz NOT NULL,
    PRIMARY KEY (notice_id, channel)
);
-- A published text is not rewritten.
CREATE FUNCTION refuse_change_of_published() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published notice is corrected by a dated note' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER notice_published_stays BEFORE UPDATE ON notice FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_published();

-- 通知提请机关
CREATE TABLE organ_notice (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    organ_id   bigint NOT NULL REFERENCES organ,
    number     text NOT NULL UNIQUE,
    body       text NOT NULL CHECK (body <> ''),
    sent_by    bigint NOT NULL REFERENCES account,
    sent_at    timestamptz NOT NULL,
    received_by bigint REFERENCES account,
    received_at timestamptz,
    UNIQUE (meeting_id, organ_id)
);
CREATE INDEX ON organ_notice (organ_id, id);

-- 备案 V19
CREATE TABLE filing (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    case_id  bigint NOT NULL REFERENCES appointment_case,
    recipient text NOT NULL CHECK (recipient <> ''),
    filed_by_organ text NOT NULL,
    due_on   date NOT NULL,
    done_on  date,
    document_no text NOT NULL DEFAULT '',
    done_by  bigint REFERENCES account,
    UNIQUE (case_id, recipient),
    CHECK ((done_on IS NULL) = (done_by IS NULL))
);
CREATE INDEX ON filing (due_on) WHERE done_on IS NULL;

GRANT SELECT, INSERT ON certificate, certificate_void, certificate_print, certificate_handover, certificate_absence, oath,
    notice_correction, notice_posting TO renmian_app;
GRANT SELECT, INSERT, UPDATE ON notice, organ_notice, filing TO renmian_app;
GRANT SELECT, INSERT, DELETE ON notice_case, oath_ceremony, oath_roster TO renmian_app;
