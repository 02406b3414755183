-- 文书
DROP TABLE paper_template;
DROP TABLE final_paper;
DROP FUNCTION office_called_second;
ALTER TABLE office_title DROP COLUMN title_second;
ALTER TABLE organ_notice DROP COLUMN title_second;
ALTER TABLE certificate DROP COLUMN title_second;
ALTER TABLE office DROP COLUMN title_second;
