-- One role and one schema for each service, in the database this runs in. May run again at any time: what exists is
-- kept, passwords become the given ones. Plain SQL, run by a superuser who first sets, for the same connection,
--   aibmc.user_service_password, aibmc.group_service_password, aibmc.bmc_service_password
-- by db/init/00-roles.sh (psql, in the image) and by db/roles.ts (pg, for the embedded server).
DO $$
DECLARE
  service text;
  password text;
BEGIN
  -- A failed statement would be logged with the password in it.
  SET LOCAL log_min_error_statement = panic;

  -- Nobody gets in, and nobody makes anything in `public`, unless it is granted below.
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  REVOKE ALL ON SCHEMA public FROM PUBLIC;

  FOREACH service IN ARRAY ARRAY['user_service', 'group_service', 'bmc_service'] LOOP
    password := current_setting('aibmc.' || service || '_password', true);
    IF coalesce(password, '') = '' THEN
      RAISE EXCEPTION 'aibmc.%_password is not set', service;
    END IF;

    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = service) THEN
      EXECUTE format('CREATE ROLE %I LOGIN', service);
    END IF;
    EXECUTE format('ALTER ROLE %I PASSWORD %L', service, password);
    EXECUTE format('ALTER ROLE %I SET search_path = %I', service, service);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), service);
    -- The owner of a schema is the only one who may read what is in it.
    EXECUTE format('CREATE SCHEMA IF NOT EXISTS %I AUTHORIZATION %I', service, service);
  END LOOP;
END
$$;
