-- The evidence of cases as one JSON object each, read in one round trip by the application.

CREATE FUNCTION china_day(t timestamptz) RETURNS date LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN (t AT TIME ZONE 'Asia/Shanghai')::date;

-- In plpgsql, which keeps the plan for the session; as an SQL function it is planned at every call, which
-- takes ten times as long as reading. For many cases at once, because to begin a statement of so many parts takes
-- longer than to carry it out. One plan for any number of them: how many there are does not change it.
CREATE FUNCTION case_evidence(ids bigint[]) RETURNS TABLE (case_id bigint, evidence jsonb) LANGUAGE plpgsql STABLE ROWS 10
    SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN RETURN QUERY SELECT u.id, jsonb_build_object(
    'documents', (SELECT jsonb_agg(DISTINCT d.kind) FROM proposal_document d
        WHERE d.proposal_id = (SELECT proposal_id FROM appointment_case WHERE id = u.id) AND (d.case_id = u.id OR d.case_id IS NULL) AND d.replaced_at IS NULL),
    'findings', (SELECT jsonb_agg(jsonb_build_object('gate', f.gate, 'result', f.result, 'finding', f.finding, 'version', f.version) ORDER BY f.gate)
        FROM review_finding f WHERE f.case_id = u.id),
    'report', (SELECT jsonb_build_object('opinion', r.opinion, 'on', china_day(r.finished_at)) FROM review_report r WHERE r.case_id = u.id),
    'withdrawal', (SELECT jsonb_build_object('reason', w.reason, 'state', w.state) FROM withdrawal w WHERE w.case_id = u.id ORDER BY w.id DESC LIMIT 1),
    'investigations', (SELECT jsonb_agg(jsonb_build_object('conclusion', i.conclusion, 'on', i.held_on) ORDER BY i.id)
        FROM investigation i WHERE i.case_id = u.id AND NOT EXISTS (SELECT FROM investigation x WHERE x.corrects_id = i.id)),
    'consultations', (SELECT jsonb_agg(jsonb_build_object('kind', k.kind, 'suggests_hold', k.suggests_hold, 'on', k.held_on) ORDER BY k.id)
        FROM consultation k WHERE k.case_id = u.id AND NOT EXISTS (SELECT FROM consultation x WHERE x.corrects_id = k.id)),
    'publicity', (SELECT jsonb_build_object('id', p.id, 'from', p.from_day, 'to', p.to_day, 'reported', p.reported_at IS NOT NULL,
            'unverified', (SELECT count(*) FROM publicity_opinion o WHERE o.publicity_id = p.id AND o.state <> 'verified'
                AND (o.case_id = u.id OR o.case_id IS NULL)),
            'hold', (SELECT count(*) FROM publicity_opinion o WHERE o.publicity_id = p.id AND (o.case_id = u.id OR o.case_id IS NULL)
                AND o.conclusion IN ('hold', 'withdraw')))
        FROM publicity_case pc JOIN publicity p ON p.id = pc.publicity_id WHERE pc.case_id = u.id AND NOT pc.dropped),
    'exams', (SELECT jsonb_agg(jsonb_build_object('sitting', e.sitting_id, 'attempt', e.attempt, 'on', s.held_on, 'absent', e.absent, 'cancelled', e.cancelled,
            'score', coalesce(e.score, 0), 'confirmed', e.confirmed_at IS NOT NULL) ORDER BY e.attempt)
        FROM exam_result e JOIN exam_sitting s ON s.id = e.sitting_id WHERE e.case_id = u.id),
    -- 成绩有效期内免考: the newest result of the same person in a case of the same kind of organ
    'earlier_exam', (SELECT jsonb_build_object('on', s.held_on, 'score', e.score,
            'in_term', s.held_on >= (SELECT max(t.starts_on) FROM term t WHERE t.starts_on <= china_day(now())))
        FROM appointment_case me JOIN office mo ON mo.id = me.office_id
        JOIN appointment_case x ON x.person_id = me.person_id AND x.id <> me.id
        JOIN office xo ON xo.id = x.office_id AND xo.office_group = mo.office_group
        JOIN exam_result e ON e.case_id = x.id AND e.confirmed_at IS NOT NULL AND NOT e.absent AND NOT e.cancelled
        JOIN exam_sitting s ON s.id = e.sitting_id
        WHERE me.id = u.id ORDER BY s.held_on DESC, e.id DESC LIMIT 1),
    -- 任前学习: the newest session of study that the person attended in the half year before today
    'studied_on', (SELECT max(s.held_on) FROM appointment_case me JOIN study_attendance a ON a.person_id = me.person_id AND a.state = 'present'
        JOIN study_session s ON s.id = a.session_id AND s.phase = 'before'
        WHERE me.id = u.id AND s.held_on > china_day(me.created_at) - 180),
    'waiver', (SELECT jsonb_build_object('ground', w.ground) FROM exam_waiver w WHERE w.case_id = u.id),
    'commitments', (SELECT jsonb_agg(jsonb_build_object('edition', m.edition, 'on', china_day(m.filed_at),
            'judged', coalesce(m.judged, '')) ORDER BY m.edition)
        FROM commitment m WHERE m.case_id = u.id),
    'chairs', (SELECT jsonb_build_object('meeting_id', h.id, 'on', h.held_on, 'decision', coalesce(i.decision, ''), 'speaks', i.speaks, 'en_bloc', i.en_bloc)
        FROM chairs_item i JOIN chairs_meeting h ON h.id = i.meeting_id WHERE i.case_id = u.id ORDER BY h.held_on DESC, h.id DESC LIMIT 1),
    'agenda', (SELECT jsonb_build_object('meeting_id', m.id, 'item_id', i.id, 'meeting_on', m.held_on, 'meeting_number', m.number,
            'meeting_state', m.state, 'position', i.position, 'item_state', i.state, 'method', i.method,
            'delivered_on', (SELECT china_day(min(x.delivered_at)) FROM material x WHERE x.case_id = u.id AND x.meeting_id = m.id),
            'presented', a.presented_at IS NOT NULL, 'speech', a.speech,
            'unanswered', (SELECT count(*) FROM question q WHERE q.case_id = u.id AND q.item_id = i.id AND q.answered_at IS NULL AND NOT q.unresolved),
            'unresolved', (SELECT count(*) FROM question q WHERE q.case_id = u.id AND q.item_id = i.id AND q.unresolved),
            'deliberated', (SELECT count(*) FROM deliberation d WHERE d.item_id = i.id),
            'groups', (SELECT count(*) FROM deliberation d WHERE d.item_id = i.id AND d.grp > 0),
            'silent', (SELECT jsonb_agg(g.grp ORDER BY g.grp) FROM meeting_group g WHERE g.meeting_id = m.id
                AND NOT EXISTS (SELECT FROM deliberation d WHERE d.item_id = i.id AND d.grp = g.grp)),
            'nominee_left', EXISTS (SELECT FROM nominee_absence n WHERE n.item_id = i.id AND n.case_id = u.id),
            'nominee_out', EXISTS (SELECT FROM nominee_absence n WHERE n.item_id = i.id AND n.case_id = u.id AND n.returned_at IS NULL))
        FROM agenda_case a JOIN agenda_item i ON i.id = a.item_id JOIN committee_meeting m ON m.id = i.meeting_id
        WHERE a.case_id = u.id AND NOT a.dropped),
    'vote', (SELECT jsonb_build_object('yes', v.yes, 'no', v.no, 'abstain', v.abstain, 'invalid', v.invalid, 'not_cast', v.not_cast,
            'total', v.total_members, 'adopted', v.adopted, 'on', v.decided_on)
        FROM vote_result v WHERE v.case_id = u.id),
    'certificate', (SELECT jsonb_build_object('number', t.number, 'handed_on', h.handed_on)
        FROM certificate t LEFT JOIN certificate_handover h ON h.certificate_id = t.id
        WHERE t.case_id = u.id AND NOT EXISTS (SELECT FROM certificate_void x WHERE x.certificate_id = t.id)),
    'oath', (SELECT jsonb_build_object('sworn', o.sworn, 'on', y.held_on)
        FROM oath o JOIN oath_ceremony y ON y.id = o.ceremony_id WHERE o.case_id = u.id ORDER BY o.sworn DESC, y.id DESC LIMIT 1),
    'notice', (SELECT jsonb_build_object('id', n.id, 'published_on', china_day(n.published_at))
        FROM notice_case nc JOIN notice n ON n.id = nc.notice_id WHERE nc.case_id = u.id ORDER BY n.published_at NULLS LAST LIMIT 1),
    'organ_notified', (SELECT china_day(g.sent_at) FROM organ_notice g
        JOIN vote_result v ON v.case_id = u.id JOIN vote_round r ON r.id = v.round_id JOIN agenda_item i ON i.id = r.item_id
        WHERE g.meeting_id = i.meeting_id
          AND g.organ_id = (SELECT p.organ_id FROM appointment_case x JOIN proposal p ON p.id = x.proposal_id WHERE x.id = u.id)),
    'filings', (SELECT jsonb_agg(jsonb_build_object('recipient', f.recipient, 'due', f.due_on, 'done', f.done_on) ORDER BY f.id)
        FROM filing f WHERE f.case_id = u.id))
    FROM unnest(ids) u(id);
END $$;
GRANT EXECUTE ON FUNCTION china_day, case_evidence TO renmian_app;
