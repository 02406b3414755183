-- The public site: published results of reviews, publication at a set time, the library of the county's
-- rules, and word to every process that what the public sees has changed.

-- 评议结果, 职务自行终止的公告: of no meeting; source is the text as it was handed in, which the draft is compared with.
ALTER TABLE notice
    ALTER meeting_id DROP NOT NULL,
    ADD source text NOT NULL DEFAULT '',
    -- 定时公布: by whom it was set and for when
    ADD publish_at timestamptz,
    ADD scheduled_by bigint REFERENCES account,
    DROP CONSTRAINT notice_kind_check,
    ADD CONSTRAINT notice_kind_check CHECK (kind IN ('list', 'announcement', 'resignation', 'dismissal', 'result', 'ending')),
    ADD CONSTRAINT notice_result_source CHECK ((kind IN ('result', 'ending')) = (meeting_id IS NULL) AND (kind IN ('result', 'ending')) = (source <> '')),
    ADD CONSTRAINT notice_schedule CHECK ((publish_at IS NULL) = (scheduled_by IS NULL) AND (publish_at IS NULL OR proofread_at IS NOT NULL));
CREATE INDEX notice_due ON notice (publish_at) WHERE publish_at IS NOT NULL AND published_at IS NULL;
CREATE INDEX notice_results ON notice (published_at DESC, id DESC) WHERE published_at IS NOT NULL AND kind = 'result';

-- Whatever changes a public page tells it: to other processes by NOTIFY, to its own transaction by a
-- setting that ends with it. Each table is named below, so that no way of writing can forget it.
CREATE FUNCTION tell_public() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF coalesce(current_setting('renmian.public', true), '') = '' THEN
        PERFORM set_config('renmian.public', 'changed', true), pg_notify('renmian', 'public');
    END IF;
    RETURN NULL;
END $$;
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['notice', 'notice_correction', 'notice_case', 'publicity', 'publicity_extension', 'publicity_case',
        'commitment', 'tenure', 'office', 'office_title', 'organ', 'organ_name', 'person', 'term', 'setting', 'policy_version', 'supervision_plan', 'plan_item'] LOOP
        EXECUTE format('CREATE TRIGGER tell_public AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tell_public()', name);
    END LOOP;
END $$;
CREATE TRIGGER tell_public AFTER UPDATE OF stage ON appointment_case FOR EACH STATEMENT EXECUTE FUNCTION tell_public();
CREATE TRIGGER tell_public AFTER UPDATE OF number, held_on ON committee_meeting FOR EACH STATEMENT EXECUTE FUNCTION tell_public();

-- 法规与办法 K01: the county's own rules, each with its versions.
CREATE TABLE county_rule (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL CONSTRAINT county_rule_name_key UNIQUE CHECK (name <> ''),
    category   text NOT NULL CHECK (category IN ('personnel', 'procedure', 'supervision', 'other')),
    created_by bigint NOT NULL REFERENCES account,
    created_at timestamptz NOT NULL
);
CREATE TABLE county_rule_version (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    rule_id      bigint NOT NULL REFERENCES county_rule,
    adopted      text NOT NULL CHECK (adopted <> ''), -- 如 2024年3月28日示例县第十八届人大常委会第十九次会议通过
    effective_on date NOT NULL,
    provisional  boolean NOT NULL DEFAULT false,      -- 暂行、试行
    body         text NOT NULL CHECK (body <> ''),
    file_id      bigint REFERENCES file,              -- the text as it was issued, to download
    drafted_by   bigint NOT NULL REFERENCES account,
    drafted_at   timestamptz NOT NULL,
    published_by bigint REFERENCES account,
    published_at timestamptz,
    repealed_on  date,
    repeal_note  text NOT NULL DEFAULT '',
    version      int NOT NULL DEFAULT 1,
    CHECK ((published_at IS NULL) = (published_by IS NULL)),
    CHECK (published_by <> drafted_by),
    CHECK ((repealed_on IS NULL) = (repeal_note = '')),
    CHECK (repealed_on IS NULL OR published_at IS NOT NULL AND repealed_on >= effective_on),
    CONSTRAINT county_rule_version_day UNIQUE (rule_id, effective_on)
);
-- A published text stays; only its repeal is noted.
CREATE FUNCTION refuse_change_of_rule() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF to_jsonb(NEW) - '{repealed_on,repeal_note,version}'::text[] <> to_jsonb(OLD) - '{repealed_on,repeal_note,version}'::text[] OR OLD.repealed_on IS NOT NULL THEN
        RAISE EXCEPTION 'a published rule is amended by a new version' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER county_rule_stays BEFORE UPDATE ON county_rule_version FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION refuse_change_of_rule();
CREATE TRIGGER tell_public AFTER INSERT OR UPDATE OR DELETE ON county_rule_version FOR EACH STATEMENT EXECUTE FUNCTION tell_public();
GRANT SELECT, INSERT ON county_rule TO renmian_app;
GRANT SELECT, INSERT, UPDATE ON county_rule_version TO renmian_app;

-- A court's list of people's assessors with its report (人民陪审员名单); nothing of it is in the proposal until it is accepted.
CREATE TABLE assessor_import (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    proposal_id bigint NOT NULL REFERENCES proposal,
    file_id     bigint NOT NULL REFERENCES file,
    rows        jsonb NOT NULL,
    state       text NOT NULL CHECK (state IN ('checked', 'accepted', 'discarded')),
    created_by  bigint NOT NULL REFERENCES account,
    created_at  timestamptz NOT NULL,
    decided_by  bigint REFERENCES account,
    decided_at  timestamptz,
    CHECK ((state = 'checked') = (decided_at IS NULL))
);
CREATE INDEX ON assessor_import (proposal_id, id DESC);
GRANT SELECT, INSERT, UPDATE, DELETE ON assessor_import TO renmian_app; -- deleted with a draft
