DROP TABLE matter_task, matter_file, matter_record, matter_organ, matter_person, matter, plan_item, supervision_plan;
