DROP FUNCTION forget_tokens;
ALTER TABLE vote_round
    DROP CONSTRAINT vote_round_box_check,
    DROP CONSTRAINT vote_round_method_check,
    ADD CONSTRAINT vote_round_method_check CHECK (method IN ('secret_paper', 'hands')),
    DROP COLUMN cast_until,
    DROP COLUMN box_id;
DROP TABLE count_objection, count_confirmation, sealed_ballot, ballot_urn, ballot_issue, ballot_roll, ballot_box;
