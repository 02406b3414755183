-- The role renmian_app stays: it belongs to the cluster, and another database may use it.
DROP TABLE setting, holiday, policy_version, file, audit_head, audit_hash, audit_leaf, audit_pending,
	audit_event, submission, sessions, account;
