ALTER TABLE tenure DROP COLUMN start_case_id, DROP COLUMN end_case_id;
DROP TABLE chairs_item, chairs_meeting, commitment, commitment_draft, exam_waiver, exam_result, exam_candidate, exam_sitting,
    publicity_opinion, publicity_case, publicity_extension, publicity, consultation, investigation, review_report, review_finding,
    withdrawal, correction, defence, proposal_member, cadre_form_source, cadre_form, proposal_document, case_task, appointment_case, proposal,
    committee_meeting, number_series;
DROP FUNCTION case_belongs;
DROP FUNCTION refuse_delete_of_record, refuse_change_of_record;
