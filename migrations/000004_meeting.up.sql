-- The committee meeting day: notice, materials, attendance, items, deliberation, vote.

CREATE TABLE attendance (
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    member_id  bigint NOT NULL REFERENCES member,
    status     text NOT NULL CHECK (status IN ('expected', 'present', 'leave', 'absent', 'left')),
    reason     text NOT NULL DEFAULT '',
    signed_at  timestamptz,
    at_seat    boolean NOT NULL DEFAULT false, -- by signing in at the seat, not by the operator
    left_at    timestamptz,
    grp        int NOT NULL DEFAULT 0 CHECK (grp >= 0), -- 分组审议; zero: none
    PRIMARY KEY (meeting_id, member_id),
    CHECK (status <> 'leave' OR reason <> ''),
    CHECK (status NOT IN ('present', 'left') OR signed_at IS NOT NULL)
);

-- 分组审议: who calls each group together, and where
CREATE TABLE meeting_group (
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    grp        int NOT NULL CHECK (grp > 0),
    convener   text NOT NULL CHECK (convener <> ''),
    place      text NOT NULL DEFAULT '',
    PRIMARY KEY (meeting_id, grp)
);

-- 列席人员 may speak; 旁听人员 listen
CREATE TABLE observer (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    name       text NOT NULL CHECK (name <> ''),
    post       text NOT NULL DEFAULT '',
    listens    boolean NOT NULL DEFAULT false,
    grp        int NOT NULL DEFAULT 0
);
CREATE INDEX ON observer (meeting_id);

-- 休会: a pause of an open meeting, and when it is to go on
CREATE TABLE meeting_rest (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    rested_at  timestamptz NOT NULL,
    until      timestamptz NOT NULL CHECK (until > rested_at),
    reason     text NOT NULL DEFAULT '',
    rested_by  bigint NOT NULL REFERENCES account,
    resumed_at timestamptz CHECK (resumed_at >= rested_at),
    resumed_by bigint REFERENCES account,
    CHECK ((resumed_at IS NULL) = (resumed_by IS NULL))
);
CREATE UNIQUE INDEX meeting_rest_one_open ON meeting_rest (meeting_id) WHERE resumed_at IS NULL;

CREATE TABLE agenda_item (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id  bigint NOT NULL REFERENCES committee_meeting,
    position    int NOT NULL,
    title       text NOT NULL CHECK (title <> ''),
    -- personnel items carry cases; others are on the agenda only
    kind        text NOT NULL CHECK (kind IN ('personnel', 'other')),
    method      text NOT NULL DEFAULT 'secret' CHECK (method IN ('secret', 'hands')),
    en_bloc     boolean NOT NULL DEFAULT false,
    state       text NOT NULL CHECK (state IN ('planned', 'introduced', 'deliberating', 'voting', 'counted', 'announced', 'suspended', 'withdrawn')),
    version     int NOT NULL DEFAULT 1,
    UNIQUE (meeting_id, position) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE agenda_case (
    item_id   bigint NOT NULL REFERENCES agenda_item,
    case_id   bigint NOT NULL REFERENCES appointment_case,
    position  int NOT NULL,
    -- taken off: suspended to a later meeting or withdrawn
    dropped   boolean NOT NULL DEFAULT false,
    presenter text NOT NULL DEFAULT '',
    presented_at timestamptz,
    speech    text NOT NULL DEFAULT '' CHECK (speech IN ('', 'spoken', 'written', 'judged_poor')),
    spoke_at  timestamptz,
    PRIMARY KEY (item_id, case_id)
);
CREATE UNIQUE INDEX agenda_case_once ON agenda_case (case_id) WHERE NOT dropped;

CREATE TABLE material (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    case_id    bigint REFERENCES appointment_case,
    title      text NOT NULL CHECK (title <> ''),
    file_id    bigint REFERENCES file,
    body       text NOT NULL DEFAULT '',
    added_by   bigint NOT NULL REFERENCES account,
    added_at   timestamptz NOT NULL,
    delivered_at timestamptz,
    CHECK (file_id IS NOT NULL OR body <> '' OR case_id IS NOT NULL)
);
CREATE INDEX ON material (meeting_id);

-- 阅件回执: delivered with the notice, opened by the member
CREATE TABLE material_receipt (
    material_id bigint NOT NULL REFERENCES material,
    member_id   bigint NOT NULL REFERENCES member,
    delivered_at timestamptz NOT NULL,
    opened_at   timestamptz,
    PRIMARY KEY (material_id, member_id)
);

-- 询问与答复
CREATE TABLE question (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id    bigint NOT NULL REFERENCES agenda_item,
    case_id    bigint NOT NULL REFERENCES appointment_case,
    asked_by   text NOT NULL CHECK (asked_by <> ''),
    text       text NOT NULL CHECK (text <> ''),
    answered_by text NOT NULL DEFAULT '',
    answer     text NOT NULL DEFAULT '',
    -- 提名人不能说清的，可暂不付表决
    unresolved boolean NOT NULL DEFAULT false,
    recorded_by bigint NOT NULL REFERENCES account,
    asked_at   timestamptz NOT NULL,
    answered_at timestamptz,
    CHECK ((answer = '') = (answered_at IS NULL))
);
CREATE INDEX ON question (item_id);
CREATE INDEX ON question (case_id);

-- 审议: plenary is group 0, group meetings are numbered
CREATE TABLE deliberation (
    item_id    bigint NOT NULL REFERENCES agenda_item,
    grp        int NOT NULL CHECK (grp >= 0),
    convener   text NOT NULL DEFAULT '',
    summary    text NOT NULL CHECK (summary <> ''),
    recorded_by bigint NOT NULL REFERENCES account,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (item_id, grp)
);

-- 被提名人回避: out of the room and back
CREATE TABLE nominee_absence (
    item_id    bigint NOT NULL REFERENCES agenda_item,
    case_id    bigint NOT NULL REFERENCES appointment_case,
    left_at    timestamptz NOT NULL,
    returned_at timestamptz,
    PRIMARY KEY (item_id, case_id, left_at),
    CHECK (returned_at >= left_at)
);
CREATE UNIQUE INDEX nominee_absence_one_open ON nominee_absence (item_id, case_id) WHERE returned_at IS NULL;

-- 改变表决方式: asked by the operator, decided by the chair
CREATE TABLE method_request (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id    bigint NOT NULL REFERENCES agenda_item,
    method     text NOT NULL CHECK (method IN ('paper', 'hands')),
    reason     text NOT NULL CHECK (reason <> ''),
    asked_by   bigint NOT NULL REFERENCES account,
    asked_at   timestamptz NOT NULL,
    consented  boolean,
    decided_by bigint REFERENCES account,
    decided_at timestamptz,
    CHECK ((consented IS NULL) = (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL))
);
CREATE UNIQUE INDEX method_request_one_open ON method_request (item_id) WHERE consented IS NULL;

CREATE TABLE vote_round (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    item_id    bigint NOT NULL REFERENCES agenda_item,
    ordinal    int NOT NULL CHECK (ordinal > 0),
    method     text NOT NULL CHECK (method IN ('secret_paper', 'hands')),
    state      text NOT NULL CHECK (state IN ('open', 'counted', 'announced', 'void')),
    total_members int NOT NULL CHECK (total_members > 0),
    present    int NOT NULL CHECK (present * 2 > total_members), -- 〔地方组织法 第五十一条〕 V01
    issued     int CHECK (issued <= present),
    returned   int,
    opened_by  bigint NOT NULL REFERENCES account,
    opened_at  timestamptz NOT NULL,
    void_reason text NOT NULL DEFAULT '',
    announced_by bigint REFERENCES account,
    announced_at timestamptz,
    UNIQUE (item_id, ordinal),
    CHECK (returned <= issued OR state = 'void'), -- V03
    CHECK ((state = 'void') = (void_reason <> '')),
    CHECK ((state = 'announced') = (announced_at IS NOT NULL)),
    CHECK (state NOT IN ('counted', 'announced') OR (issued IS NOT NULL AND returned IS NOT NULL))
);
CREATE UNIQUE INDEX vote_round_one_live ON vote_round (item_id) WHERE state <> 'void';

CREATE TABLE scrutineer (
    round_id  bigint NOT NULL REFERENCES vote_round,
    member_id bigint NOT NULL REFERENCES member,
    chief     boolean NOT NULL DEFAULT false,
    PRIMARY KEY (round_id, member_id)
);

-- What each scrutineer counted, entered apart from the other; totals only, never a person's choice. V04
CREATE TABLE count_entry (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    round_id  bigint NOT NULL REFERENCES vote_round,
    member_id bigint NOT NULL,
    issued    int NOT NULL CHECK (issued >= 0),
    returned  int NOT NULL CHECK (returned >= 0),
    entered_at timestamptz NOT NULL,
    -- a difference was found and the scrutineer counts again
    superseded boolean NOT NULL DEFAULT false,
    FOREIGN KEY (round_id, member_id) REFERENCES scrutineer (round_id, member_id)
);
CREATE UNIQUE INDEX count_entry_current ON count_entry (round_id, member_id) WHERE NOT superseded;

CREATE TABLE count_line (
    entry_id bigint NOT NULL REFERENCES count_entry,
    case_id  bigint NOT NULL REFERENCES appointment_case,
    yes      int NOT NULL CHECK (yes >= 0),
    no       int NOT NULL CHECK (no >= 0),
    abstain  int NOT NULL CHECK (abstain >= 0),
    invalid  int NOT NULL CHECK (invalid >= 0),
    PRIMARY KEY (entry_id, case_id)
);

-- The agreed count of a round, whatever its method; nobody but those who conduct the vote sees it
-- before the result is announced, and it stays with its round when that is void.
CREATE TABLE vote_count (
    round_id bigint NOT NULL REFERENCES vote_round,
    case_id  bigint NOT NULL REFERENCES appointment_case,
    yes      int NOT NULL CHECK (yes >= 0),
    no       int NOT NULL CHECK (no >= 0),
    abstain  int NOT NULL CHECK (abstain >= 0),
    invalid  int NOT NULL CHECK (invalid >= 0),
    not_cast int NOT NULL CHECK (not_cast >= 0),
    PRIMARY KEY (round_id, case_id)
);

-- 表决结果: written when the chair announces it, one per case, never changed.
CREATE TABLE vote_result (
    case_id   bigint NOT NULL REFERENCES appointment_case,
    round_id  bigint NOT NULL REFERENCES vote_round,
    yes       int NOT NULL CHECK (yes >= 0),
    no        int NOT NULL CHECK (no >= 0),
    abstain   int NOT NULL CHECK (abstain >= 0),
    invalid   int NOT NULL CHECK (invalid >= 0),
    not_cast  int NOT NULL CHECK (not_cast >= 0),
    total_members int NOT NULL,
    adopted   boolean NOT NULL,
    decided_on date NOT NULL,
    PRIMARY KEY (case_id),
    UNIQUE (round_id, case_id),
    -- 全体组成人员的过半数 〔地方组织法 第五十一条〕 V02
    CHECK (adopted = (yes * 2 > total_members))
);

-- Counts per year, action and group, kept by the database itself so that totals reconcile. V23
CREATE TABLE case_count (
    year     int  NOT NULL,
    action   text NOT NULL,
    office_group text NOT NULL,
    adopted  int NOT NULL DEFAULT 0,
    rejected int NOT NULL DEFAULT 0,
    PRIMARY KEY (year, action, office_group)
);
CREATE FUNCTION count_result() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO case_count AS n (year, action, office_group, adopted, rejected)
    SELECT extract(year FROM NEW.decided_on), c.action, o.office_group,
           NEW.adopted::int, (NOT NEW.adopted)::int
    FROM appointment_case c JOIN office o ON o.id = c.office_id
    WHERE c.id = NEW.case_id
    ON CONFLICT (year, action, office_group)
    DO UPDATE SET adopted = n.adopted + excluded.adopted, rejected = n.rejected + excluded.rejected;
    RETURN NULL;
END $$;
CREATE TRIGGER vote_result_counted AFTER INSERT ON vote_result FOR EACH ROW EXECUTE FUNCTION count_result();

-- 大屏: screens that the operator let show a meeting, each by the code it showed or was given.
CREATE TABLE hall_screen (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id bigint NOT NULL REFERENCES committee_meeting,
    code       text NOT NULL CHECK (code ~ '^[0-9A-Z]{8}$'),
    paired_by  bigint NOT NULL REFERENCES account,
    paired_at  timestamptz NOT NULL,
    revoked_at timestamptz
);
CREATE UNIQUE INDEX hall_screen_code_once ON hall_screen (code) WHERE revoked_at IS NULL;
CREATE INDEX ON hall_screen (meeting_id);

-- What the operator put on the screens; without a row they follow the meeting.
CREATE TABLE hall_scene (
    meeting_id bigint PRIMARY KEY REFERENCES committee_meeting,
    scene      text NOT NULL CHECK (scene IN ('follow', 'welcome', 'item', 'result', 'certificate', 'oath', 'text', 'blank')),
    item_id    bigint REFERENCES agenda_item,
    text       text NOT NULL DEFAULT '',
    page       int NOT NULL DEFAULT 1 CHECK (page > 0),
    set_by     bigint NOT NULL REFERENCES account,
    set_at     timestamptz NOT NULL,
    CHECK ((scene = 'text') = (text <> ''))
);

GRANT SELECT, INSERT, UPDATE ON attendance, agenda_item, agenda_case, material, material_receipt, question, deliberation,
    nominee_absence, vote_round, count_entry, hall_screen, hall_scene TO renmian_app;
GRANT SELECT, INSERT, UPDATE (until, reason, resumed_at, resumed_by) ON meeting_rest TO renmian_app;
GRANT SELECT, INSERT, UPDATE (consented, decided_by, decided_at) ON method_request TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON observer, meeting_group TO renmian_app;
GRANT DELETE ON attendance, agenda_item, agenda_case, material TO renmian_app;
GRANT SELECT, INSERT ON scrutineer, count_line, vote_count, vote_result TO renmian_app;
GRANT SELECT ON case_count TO renmian_app;

-- What the meeting has begun with stays.
CREATE TRIGGER attendance_is_record BEFORE DELETE ON attendance FOR EACH ROW
    WHEN (OLD.status <> 'expected') EXECUTE FUNCTION refuse_delete_of_record();
CREATE TRIGGER agenda_item_is_record BEFORE DELETE ON agenda_item FOR EACH ROW
    WHEN (OLD.state <> 'planned') EXECUTE FUNCTION refuse_delete_of_record();
CREATE TRIGGER agenda_case_is_record BEFORE DELETE ON agenda_case FOR EACH ROW
    WHEN (OLD.presented_at IS NOT NULL) EXECUTE FUNCTION refuse_delete_of_record();
CREATE TRIGGER material_is_record BEFORE DELETE ON material FOR EACH ROW
    WHEN (OLD.delivered_at IS NOT NULL) EXECUTE FUNCTION refuse_delete_of_record();
