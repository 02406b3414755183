ALTER TABLE matter DROP CONSTRAINT matter_stage_of_kind;
DELETE FROM dispatch WHERE matter_id IS NULL;
ALTER TABLE dispatch DROP CONSTRAINT dispatch_about, DROP COLUMN removal_id, ALTER COLUMN matter_id SET NOT NULL;
DROP TABLE removal_signature, removal_move, outside_record, correction_notice, suggestion_report, suggestion_import, suggestion_reply,
    suggestion_handler, suggestion, petition_transfer, petition, audit_finding, audit, investigation_member, special_investigation,
    interpellation_verdict, interpellation_round, interpellation, matter_mover, inquiry_notice, inquiry_question, special_inquiry;
ALTER TABLE office DROP CONSTRAINT office_filled_by_check;
ALTER TABLE office ADD CONSTRAINT office_filled_by_check
    CHECK (filled_by IN ('appoint', 'decide_appoint', 'pass', 'elect', 'acting_only'));
