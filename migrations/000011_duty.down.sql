DROP TABLE duty_draw, duty_volume_receipt, duty_volume_entry, duty_volume, duty_urge, duty_attachment, duty_draft, duty_return, duty_filing, duty_report, duty_call;
ALTER TABLE plan_item DROP COLUMN reason, DROP COLUMN first_month, DROP COLUMN draw_id;
DROP INDEX plan_item_organ_id_idx;
DROP TABLE plan_draw;
ALTER TABLE supervision_plan DROP CONSTRAINT supervision_plan_order, DROP COLUMN submitted_on, DROP COLUMN returned, DROP COLUMN published_at, DROP COLUMN published_by;
