CREATE TABLE signing_key (
  kid TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('standby', 'active', 'retiring', 'retired')),
  public_jwk TEXT NOT NULL CHECK (json_valid(public_jwk)),
  private_jwe TEXT,
  created_ts INTEGER NOT NULL,
  activated_ts INTEGER,
  retiring_ts INTEGER,
  retired_ts INTEGER,
  revoked_ts INTEGER,
  CHECK ((state = 'retired') = (private_jwe IS NULL)),
  CHECK (revoked_ts IS NULL OR state = 'retired')
) STRICT;

CREATE UNIQUE INDEX one_active_key ON signing_key (state) WHERE state = 'active';
