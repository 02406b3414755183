-- Seats: the tablets of the house, a card with a password for each member of a meeting, and private notes.

CREATE TABLE device (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    label         text NOT NULL CONSTRAINT device_label_key UNIQUE CHECK (label <> ''),
    token_hash    bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32), -- of the cookie that the tablet keeps
    registered_at timestamptz NOT NULL,
    registered_by bigint NOT NULL REFERENCES account,
    revoked_at    timestamptz,
    revoked_why   text NOT NULL DEFAULT '',
    CHECK ((revoked_at IS NULL) = (revoked_why = ''))
);
COMMENT ON TABLE device IS '平板: never deleted, only revoked; a tablet of the house is one half of what opens a seat';

-- 登记码: for a short time, any tablet that shows it becomes one of the house
CREATE TABLE device_code (
    code_hash  bytea PRIMARY KEY CHECK (length(code_hash) = 32),
    made_by    bigint NOT NULL REFERENCES account,
    expires_at timestamptz NOT NULL
);

CREATE TABLE seat (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    meeting_id   bigint NOT NULL REFERENCES committee_meeting,
    member_id    bigint NOT NULL REFERENCES member,
    account_id   bigint NOT NULL REFERENCES account,
    code         text NOT NULL UNIQUE CHECK (length(code) >= 20), -- in the QR code of the card on the desk; opens nothing without the password
    pin          bytea NOT NULL CHECK (length(pin) = 32),         -- 席位密码: a hash with a key outside the database
    failures     int NOT NULL DEFAULT 0 CHECK (failures >= 0),
    device_id    bigint REFERENCES device,                        -- signed in on it
    signed_in_at timestamptz,
    epoch        int NOT NULL DEFAULT 0,                          -- a session of an earlier one is over
    UNIQUE (meeting_id, member_id),
    CHECK ((device_id IS NULL) = (signed_in_at IS NULL))
);

-- 私人笔记: encrypted with a key outside the database, bound to its account
CREATE TABLE note (
    account_id  bigint NOT NULL REFERENCES account,
    material_id bigint NOT NULL REFERENCES material,
    body        bytea NOT NULL,
    version     int NOT NULL CHECK (version > 0),
    PRIMARY KEY (account_id, material_id)
);

GRANT SELECT, INSERT, UPDATE ON device, seat TO renmian_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON device_code, note TO renmian_app;
