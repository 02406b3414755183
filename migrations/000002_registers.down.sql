ALTER TABLE account
    DROP CONSTRAINT account_organ_id_fkey,
    DROP CONSTRAINT account_person_id_fkey,
    DROP CONSTRAINT account_member_id_fkey;
DROP FUNCTION organ_called, office_called;
DROP TABLE term_reminder, term_change_line, term_change, tenure, roster_import, member, person, office_title, office, organ_name, organ, term;
