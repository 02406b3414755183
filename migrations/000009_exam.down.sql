DROP TRIGGER exam_result_is_record ON exam_result;
DROP TABLE exam_paper_opening, study_attendance, study_session, article_read, practice_run, exam_correction, exam_objection, exam_score, exam_mark, exam_event, exam_answer,
    exam_entry, exam_invigilator, exam_room, exam_run_paper, exam_run, exam_question, exam_paper, exam_paper_set, item_import, exam_item, law_article, law;
DROP FUNCTION refuse_change_of_sealed_paper, refuse_change_of_result;
