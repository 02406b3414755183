ALTER TABLE rating DROP CONSTRAINT rating_opinion_id_fkey, DROP CONSTRAINT rating_rectification_id_fkey;
DROP INDEX rating_opinion_id_idx, rating_rectification_id_idx;
DROP TABLE matter_finding, oversight_advice, oversight_photo, oversight_site, oversight, dispatch, followup_note, rectification_extension,
    rectification_file, rectification_paper, rectification_draft, rectification_finding, rectification, opinion_file, opinion_reply, deliberation_opinion;
ALTER TABLE matter_task DROP COLUMN shown_from;
