DROP TABLE questionnaire_answer, questionnaire_urn, questionnaire_code, questionnaire, review_opinion, review_speech, review_signer, review,
    rating_issue, rating_code, rating_entry, rating_scrutineer, rating_count, rating_group, rating_notice, rating, rating_round;
DELETE FROM organ WHERE kind = 'vertical';
ALTER TABLE organ DROP CONSTRAINT organ_kind_check,
    ADD CONSTRAINT organ_kind_check CHECK (kind IN ('congress', 'government', 'supervision', 'court', 'procuratorate', 'party', 'department'));
