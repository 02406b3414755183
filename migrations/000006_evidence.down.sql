DROP FUNCTION case_evidence;
DROP FUNCTION china_day;
