DROP TABLE assessor_import;
DROP TABLE county_rule_version, county_rule;
DROP FUNCTION refuse_change_of_rule;
DROP FUNCTION tell_public CASCADE;
DROP INDEX notice_due, notice_results;
DELETE FROM notice WHERE kind IN ('result', 'ending');
ALTER TABLE notice
    DROP CONSTRAINT notice_result_source,
    DROP CONSTRAINT notice_schedule,
    DROP CONSTRAINT notice_kind_check,
    ADD CONSTRAINT notice_kind_check CHECK (kind IN ('list', 'announcement', 'resignation', 'dismissal')),
    DROP COLUMN source, DROP COLUMN publish_at, DROP COLUMN scheduled_by,
    ALTER meeting_id SET NOT NULL;
