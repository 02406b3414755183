-- The public site: published results of reviews, publication at a set time, the library of the county's
-- rules, and word to every process that what the public sees has changed.

-- 评议结果: of no meeting of its own; source is the text as it was handed in, which the draft is compared with.
ALTER TABLE notice
    ALTER meeting_id DROP NOT NULL,
    ADD source text NOT NULL DEFAULT '',
    -- 定时公布: by whom it was set and for when
    ADD publish_at timestamptz,
    ADD scheduled_by bigint REFERENCES account,
    DROP CONSTRAINT notice_kind_check,
    ADD CONSTRAINT notice_kind_check CHECK (kind IN ('list', 'announcement', 'resignation', 'dismissal', 'result')),
    ADD CONSTRAINT notice_result_source CHECK ((kind = 'result') = (meeting_id IS NULL) AND (kind = 'result') = (source <> '')),
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
        'commitment', 'tenure', 'office', 'organ', 'person', 'term', 'setting', 'policy_version'] LOOP
        EXECUTE format('CREATE TRIGGER tell_public AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION tell_public()', name);
    END LOOP;
END $$;
CREATE TRIGGER tell_public AFTER UPDATE OF stage ON appointment_case FOR EACH STATEMENT EXECUTE FUNCTION tell_public();
CREATE TRIGGER tell_public AFTER UPDATE OF number, held_on ON committee_meeting FOR EACH STATEMENT EXECUTE FUNCTION tell_public();
