-- The newest attempts of each outgoing webhook, for those who look why nothing arrives.
CREATE TABLE webhook_delivery (
  webhook_no INTEGER NOT NULL REFERENCES webhook ON DELETE CASCADE,
  delivery_no INTEGER NOT NULL,
  event_id TEXT NOT NULL,
  ts INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  took_ms INTEGER NOT NULL,
  status INTEGER,
  error TEXT,
  PRIMARY KEY (webhook_no, delivery_no)
) STRICT, WITHOUT ROWID;
