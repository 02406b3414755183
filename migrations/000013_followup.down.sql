DROP TABLE matter_finding, oversight_advice, oversight_photo, oversight_site, oversight, dispatch, followup_note, rectification_extension,
    rectification_file, rectification_paper, rectification_finding, rectification, opinion_file, opinion_reply, deliberation_opinion;
ALTER TABLE matter_task DROP COLUMN shown_from;
