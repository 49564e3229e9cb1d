ALTER TABLE signing_key ADD COLUMN longest_token_ms INTEGER NOT NULL DEFAULT 600000 CHECK (longest_token_ms > 0);
