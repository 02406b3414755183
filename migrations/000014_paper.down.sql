-- 文书
DROP TABLE final_paper;
