-- Run once as a superuser of PostgreSQL 15 or newer:  psql -f deploy/roles.sql
-- The owner migrates. The application's role can neither change tables nor switch triggers off.
CREATE ROLE traffic_police_owner LOGIN;
CREATE ROLE traffic_police_app LOGIN;
CREATE DATABASE traffic_police OWNER traffic_police_owner ENCODING 'UTF8' TEMPLATE template0;
\connect traffic_police
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT ALL ON SCHEMA public TO traffic_police_owner;
GRANT USAGE ON SCHEMA public TO traffic_police_app;
ALTER DEFAULT PRIVILEGES FOR ROLE traffic_police_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO traffic_police_app;
ALTER DEFAULT PRIVILEGES FOR ROLE traffic_police_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO traffic_police_app;
\echo 'Now set the passwords:  \\password traffic_police_owner   and   \\password traffic_police_app'
