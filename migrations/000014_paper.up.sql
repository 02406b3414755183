-- 文书定稿簿: papers that were made final, each with its number, its file and the hash of the file.
CREATE TABLE final_paper (
    id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    year      int NOT NULL,
    sequence  int NOT NULL CHECK (sequence > 0),
    number    text NOT NULL UNIQUE CHECK (number <> ''),
    name      text NOT NULL CHECK (name <> ''),         -- 文书名称
    title     text NOT NULL,                            -- 标题
    document_number text NOT NULL DEFAULT '',           -- 发文字号
    source    text NOT NULL CHECK (source LIKE '/%'),   -- the page it was made from
    words     bytea NOT NULL CHECK (length(words) = 32),  -- hash of what it says, by which the same paper is known again
    sha256    bytea NOT NULL CHECK (length(sha256) = 32), -- hash of the file
    file_id   bigint NOT NULL REFERENCES file,
    search    text[] NOT NULL DEFAULT '{}',
    made_by   bigint NOT NULL REFERENCES account,
    made_at   timestamptz NOT NULL,
    UNIQUE (year, sequence),
    CONSTRAINT final_paper_once UNIQUE (source, words)
);
CREATE INDEX final_paper_search ON final_paper USING gin (search);
CREATE INDEX ON final_paper (sha256);
CREATE INDEX ON final_paper (made_by, year, sequence);

-- What is final stays as it is: entries are added and read.
GRANT SELECT, INSERT ON final_paper TO renmian_app;

-- 第二种文字, as it stands on papers beside the Chinese; empty where the county or the office has none.
ALTER TABLE office ADD COLUMN title_second text NOT NULL DEFAULT '';
ALTER TABLE certificate ADD COLUMN title_second text NOT NULL DEFAULT '';
ALTER TABLE organ_notice ADD COLUMN title_second text NOT NULL DEFAULT '';
ALTER TABLE office_title ADD COLUMN title_second text NOT NULL DEFAULT ''; -- of the former title

-- office_called in the second language: of the title the office had on the day, or of its present one.
CREATE FUNCTION office_called_second(office_id bigint, present text, day date) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((SELECT n.title_second FROM office_title n WHERE n.office_id = $1 AND n.until_on > $3 ORDER BY n.until_on LIMIT 1), $2)
$$;

-- 文书模板: a county's own files in which papers are set, by version; one of a kind is in use.
CREATE TABLE paper_template (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind         text NOT NULL CHECK (kind IN ('certificate', 'announcement', 'list', 'resignation', 'dismissal', 'notice', 'receipt')),
    version      int NOT NULL CHECK (version > 0),
    fields       text[] NOT NULL CHECK (cardinality(fields) > 0), -- the fields it names
    file_id      bigint NOT NULL REFERENCES file,
    sha256       bytea NOT NULL CHECK (length(sha256) = 32),
    added_by     bigint NOT NULL REFERENCES account,
    added_at     timestamptz NOT NULL,
    activated_by bigint REFERENCES account,
    activated_at timestamptz,
    withdrawn_by bigint REFERENCES account,
    withdrawn_at timestamptz,
    CONSTRAINT paper_template_version UNIQUE (kind, version),
    CONSTRAINT paper_template_file_once UNIQUE (kind, sha256),
    CHECK ((activated_by IS NULL) = (activated_at IS NULL)),
    CHECK ((withdrawn_by IS NULL) = (withdrawn_at IS NULL)),
    CHECK (withdrawn_at IS NULL OR activated_at IS NOT NULL)
);
CREATE UNIQUE INDEX paper_template_one_active ON paper_template (kind) WHERE activated_at IS NOT NULL AND withdrawn_at IS NULL;

-- A version stays as it was uploaded; only whether it is in use changes.
GRANT SELECT, INSERT, UPDATE (activated_by, activated_at, withdrawn_by, withdrawn_at) ON paper_template TO renmian_app;
