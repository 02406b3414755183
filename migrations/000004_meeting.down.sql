DROP TABLE hall_scene, hall_screen, case_count, vote_result, vote_count, count_line, count_entry, scrutineer, vote_round, method_request, nominee_absence, deliberation,
    question, material_receipt, material, agenda_case, agenda_item, meeting_rest, observer, meeting_group, attendance;
DROP FUNCTION count_result;
