DROP TABLE filing, organ_notice, notice_posting, notice_correction, notice_case, notice, oath, oath_roster, oath_ceremony, certificate_absence, certificate_handover,
    certificate_print, certificate_void, certificate;
DROP FUNCTION check_certificate;
DROP FUNCTION refuse_change_of_published;
