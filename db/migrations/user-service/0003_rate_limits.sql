-- Up Migration

-- Counters of rate-limiter-flexible, which names the columns and their order. Keys are hashes: they tell no address.
CREATE TABLE rate_limits (
  key varchar(255) PRIMARY KEY,
  points integer NOT NULL DEFAULT 0,
  -- milliseconds since 1970
  expire bigint
);
CREATE INDEX rate_limits_expire_idx ON rate_limits (expire);
