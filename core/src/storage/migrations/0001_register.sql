-- The first schema. Words in braces are replaced by the database's own type (see `migrations.rs`).
-- Every table of a tenant is led by account_id, in its key and in each index, so that it can be sharded by account.

create table accounts (
  id {uuid} not null primary key,
  name text not null,
  hosts {json} not null,
  settings {json} not null,
  -- Counts changes of who may do what; permissions kept in memory are good as long as it stands still.
  access_version bigint not null,
  created_at {time} not null,
  version bigint not null
);
create unique index accounts_name on accounts (name);

create table users (
  account_id {uuid} not null,
  id {uuid} not null,
  email text not null,
  name text not null,
  sort_name text not null,
  language text,
  theme text not null,
  state text not null,
  password_hash text,
  preferences {json} not null,
  created_at {time} not null,
  updated_at {time} not null,
  last_seen_at {time},
  version bigint not null,
  primary key (account_id, id)
){clustered};
create unique index users_email on users (account_id, email);
create index users_name on users (account_id, state, sort_name, id);

create table roles (
  account_id {uuid} not null,
  id {uuid} not null,
  key text not null,
  name text not null,
  permissions {json} not null,
  built_in {bool} not null,
  created_at {time} not null,
  updated_at {time} not null,
  version bigint not null,
  primary key (account_id, id)
){clustered};
create unique index roles_key on roles (account_id, key);

create table user_roles (
  account_id {uuid} not null,
  user_id {uuid} not null,
  role_id {uuid} not null,
  primary key (account_id, user_id, role_id)
){clustered};
create index user_roles_role on user_roles (account_id, role_id);

create table teams (
  account_id {uuid} not null,
  id {uuid} not null,
  name text not null,
  created_at {time} not null,
  updated_at {time} not null,
  version bigint not null,
  primary key (account_id, id)
){clustered};
create unique index teams_name on teams (account_id, name);

create table team_members (
  account_id {uuid} not null,
  team_id {uuid} not null,
  user_id {uuid} not null,
  role_id {uuid},
  primary key (account_id, team_id, user_id)
){clustered};
create index team_members_user on team_members (account_id, user_id);

-- Found by the hash of a secret, before the account is known: these stay undistributed.
create table sessions (
  token_hash text not null primary key,
  account_id {uuid} not null,
  user_id {uuid} not null,
  csrf_token text not null,
  user_agent text not null,
  address text not null,
  created_at {time} not null,
  seen_at {time} not null,
  expires_at {time} not null
){clustered};
create index sessions_user on sessions (account_id, user_id);

create table api_tokens (
  account_id {uuid} not null,
  id {uuid} not null,
  user_id {uuid} not null,
  name text not null,
  token_hash text not null,
  hint text not null,
  permissions {json},
  created_at {time} not null,
  last_used_at {time},
  expires_at {time},
  revoked_at {time},
  primary key (account_id, id)
){clustered};
create unique index api_tokens_hash on api_tokens (token_hash);
create index api_tokens_user on api_tokens (account_id, user_id);

create table one_time_links (
  token_hash text not null primary key,
  account_id {uuid} not null,
  purpose text not null,
  user_id {uuid},
  created_at {time} not null,
  expires_at {time} not null,
  used_at {time}
){clustered};
create index one_time_links_user on one_time_links (account_id, user_id);

-- Failed log-ins per network address and per e-mail (known or not, so that the pauses tell nothing), to slow guessing down.
create table login_failures (
  scope text not null,
  subject text not null,
  failures bigint not null,
  last_at {time} not null,
  locked_until {time},
  primary key (scope, subject)
){clustered};

create table account_log (
  account_id {uuid} not null,
  id {uuid} not null,
  at {time} not null,
  actor_id {uuid},
  actor_name text not null,
  kind text not null,
  details {json} not null,
  primary key (account_id, id)
){clustered};

create table notifications (
  account_id {uuid} not null,
  id {uuid} not null,
  user_id {uuid} not null,
  kind text not null,
  subject_resource text not null,
  subject_id {uuid},
  details {json} not null,
  created_at {time} not null,
  read_at {time},
  primary key (account_id, id)
){clustered};
create index notifications_user on notifications (account_id, user_id, id);
create index notifications_unread on notifications (account_id, user_id) where read_at is null;

-- Answers to POST requests that carried an Idempotency-Key.
create table idempotency_keys (
  account_id {uuid} not null,
  user_id {uuid} not null,
  key text not null,
  request_hash text not null,
  status bigint not null,
  body text not null,
  created_at {time} not null,
  primary key (account_id, user_id, key)
){clustered};

-- Jobs are written in the transaction of their cause. One table for all accounts: undistributed.
create table jobs (
  id {uuid} not null primary key,
  account_id {uuid},
  kind text not null,
  payload {json} not null,
  state text not null,
  unique_key text,
  run_at {time} not null,
  attempts bigint not null,
  max_attempts bigint not null,
  last_error text,
  locked_by text,
  locked_until {time},
  created_at {time} not null,
  finished_at {time}
){clustered};
create index jobs_due on jobs (run_at, id) where state = 'waiting';
create index jobs_running on jobs (locked_until) where state = 'running';
create unique index jobs_unique on jobs (unique_key) where unique_key is not null and state in ('waiting', 'running');
create index jobs_account on jobs (account_id, state, id);

-- What happened, in an order that a reader can follow without missing anything: see `queue/events.rs`.
create table events (
  seq {seq},
  account_id {uuid} not null,
  txid bigint not null default {txid},
  kind text not null,
  subject_id {uuid},
  actor_id {uuid},
  payload {json} not null,
  at {time} not null{seq_key:account_id, seq}
);
create index events_place on events (account_id, txid, seq);

-- One row per customer. Primary e-mail, phone and organisation are repeated here so that a list reads one table.
-- number_key is the number led by its length (two digits): unique like the number, and sorts 2 before 10.
create table customers (
  seq {seq},
  account_id {uuid} not null,
  id {uuid} not null,
  number text not null,
  number_key text not null,
  kind text not null,
  name text not null,
  sort_name text not null,
  first_name text,
  last_name text,
  raw_name text,
  title text,
  primary_email text,
  primary_phone text,
  organisation_id {uuid},
  organisation_name text,
  support_language text,
  language_by_person {bool} not null,
  street text,
  postal_code text,
  place text,
  country text,
  invoice_street text,
  invoice_postal_code text,
  invoice_place text,
  invoice_country text,
  organisation_number text,
  personal_number text,
  note text,
  attributes {json} not null,
  state text not null,
  source text not null,
  import_id {uuid},
  hub_access {bool} not null,
  follow_assignment {bool} not null,
  search_text text not null,
  created_at {time} not null,
  updated_at {time} not null,
  version bigint not null{seq_key:account_id, id}
);
create unique index customers_number on customers (account_id, number_key);
create index customers_name on customers (account_id, state, sort_name, seq);
create index customers_updated on customers (account_id, state, updated_at, seq);
create index customers_organisation on customers (account_id, organisation_id, sort_name) where organisation_id is not null;
create index customers_organisations on customers (account_id, sort_name, seq) where kind = 'organisation';
create index customers_import on customers (account_id, import_id) where import_id is not null;

-- (account, kind, value) is unique in the database itself, so that two first contacts in the same instant make one customer.
create table identities (
  account_id {uuid} not null,
  kind text not null,
  value text not null,
  customer_id {uuid} not null,
  is_primary {bool} not null,
  position bigint not null,
  primary key (account_id, kind, value)
){clustered};
create index identities_customer on identities (account_id, customer_id);

create table memberships (
  account_id {uuid} not null,
  person_id {uuid} not null,
  organisation_id {uuid} not null,
  role text,
  is_primary {bool} not null,
  receives_protocols {bool} not null,
  receives_orders {bool} not null,
  primary key (account_id, person_id, organisation_id)
){clustered};
create index memberships_organisation on memberships (account_id, organisation_id, person_id);

create table organisation_domains (
  account_id {uuid} not null,
  domain text not null,
  organisation_id {uuid} not null,
  primary key (account_id, domain)
){clustered};
create index organisation_domains_organisation on organisation_domains (account_id, organisation_id);

create table tags (
  account_id {uuid} not null,
  id {uuid} not null,
  key text not null,
  names {json} not null,
  colour text not null,
  state text not null,
  created_at {time} not null,
  updated_at {time} not null,
  version bigint not null,
  primary key (account_id, id)
){clustered};
create unique index tags_key on tags (account_id, key);

create table customer_tags (
  account_id {uuid} not null,
  tag_id {uuid} not null,
  customer_id {uuid} not null,
  primary key (account_id, tag_id, customer_id)
){clustered};
create index customer_tags_customer on customer_tags (account_id, customer_id);

create table custom_fields (
  account_id {uuid} not null,
  id {uuid} not null,
  resource text not null,
  key text not null,
  labels {json} not null,
  kind text not null,
  choices {json} not null,
  required {bool} not null,
  in_list {bool} not null,
  searchable {bool} not null,
  hidden_from_hub {bool} not null,
  state text not null,
  position bigint not null,
  created_at {time} not null,
  updated_at {time} not null,
  version bigint not null,
  primary key (account_id, id)
){clustered};
create unique index custom_fields_key on custom_fields (account_id, resource, key);

-- One row per value of a custom field, for filters; the customer's own row holds the same as `attributes`.
create table customer_attributes (
  account_id {uuid} not null,
  field_id {uuid} not null,
  customer_id {uuid} not null,
  position bigint not null,
  value text not null,
  number {float},
  primary key (account_id, customer_id, field_id, position)
){clustered};
create index customer_attributes_value on customer_attributes (account_id, field_id, value, customer_id);

create table customer_assignments (
  account_id {uuid} not null,
  user_id {uuid} not null,
  customer_id {uuid} not null,
  assigned_at {time} not null,
  assigned_by {uuid},
  primary key (account_id, user_id, customer_id)
){clustered};
create index customer_assignments_customer on customer_assignments (account_id, customer_id);

create table history (
  account_id {uuid} not null,
  id {uuid} not null,
  subject_id {uuid} not null,
  at {time} not null,
  actor_id {uuid},
  actor_name text not null,
  cause text,
  import_id {uuid},
  changes {json} not null,
  primary key (account_id, id)
){clustered};
create index history_subject on history (account_id, subject_id, id);
create index history_import on history (account_id, import_id, id) where import_id is not null;

create table files (
  account_id {uuid} not null,
  id {uuid} not null,
  subject_resource text not null,
  subject_id {uuid},
  name text not null,
  content_type text not null,
  size bigint not null,
  sha256 text not null,
  storage_key text not null,
  uploaded_by {uuid},
  uploaded_by_name text not null,
  created_at {time} not null,
  primary key (account_id, id)
){clustered};
create index files_subject on files (account_id, subject_id, id);

-- Counts of customers as a sum of differences: every transaction adds a row of its own, so writers never wait
-- for each other; a job folds them together.
create table customer_counts (
  account_id {uuid} not null,
  id {uuid} not null,
  state text not null,
  kind text not null,
  difference bigint not null,
  primary key (account_id, id)
){clustered};

create table counters (
  account_id {uuid} not null,
  name text not null,
  value bigint not null,
  primary key (account_id, name)
){clustered};

create table list_views (
  account_id {uuid} not null,
  id {uuid} not null,
  user_id {uuid} not null,
  resource text not null,
  name text not null,
  query {json} not null,
  columns {json} not null,
  favourite {bool} not null,
  standard {bool} not null,
  shared {bool} not null,
  created_at {time} not null,
  updated_at {time} not null,
  primary key (account_id, id)
){clustered};
create index list_views_user on list_views (account_id, user_id);

-- Pairs that may be the same customer, for a person to decide.
create table possible_duplicates (
  account_id {uuid} not null,
  first_id {uuid} not null,
  second_id {uuid} not null,
  reason text not null,
  state text not null,
  created_at {time} not null,
  primary key (account_id, first_id, second_id)
){clustered};
create index possible_duplicates_second on possible_duplicates (account_id, second_id);

create table imports (
  account_id {uuid} not null,
  id {uuid} not null,
  kind text not null,
  state text not null,
  dry_run {bool} not null,
  file_name text not null,
  file_id {uuid},
  options {json} not null,
  rows_total bigint,
  rows_done bigint not null,
  created_count bigint not null,
  updated_count bigint not null,
  unchanged_count bigint not null,
  rejected_count bigint not null,
  error text,
  created_by {uuid},
  created_by_name text not null,
  created_at {time} not null,
  started_at {time},
  finished_at {time},
  version bigint not null,
  primary key (account_id, id)
){clustered};

create table import_rejections (
  account_id {uuid} not null,
  import_id {uuid} not null,
  row_number bigint not null,
  reasons {json} not null,
  original text not null,
  primary key (account_id, import_id, row_number)
){clustered};

-- What an undo of an import could not take back, and why.
create table import_kept (
  account_id {uuid} not null,
  import_id {uuid} not null,
  customer_id {uuid} not null,
  reason text not null,
  primary key (account_id, import_id, customer_id)
){clustered};

create table import_templates (
  account_id {uuid} not null,
  id {uuid} not null,
  kind text not null,
  name text not null,
  options {json} not null,
  created_at {time} not null,
  primary key (account_id, id)
){clustered};
create unique index import_templates_name on import_templates (account_id, kind, name);

-- Changes on a selection or on a whole filter, run as jobs.
create table bulk_changes (
  account_id {uuid} not null,
  id {uuid} not null,
  action text not null,
  parameters {json} not null,
  selection {json} not null,
  state text not null,
  total bigint,
  done bigint not null,
  changed bigint not null,
  skipped bigint not null,
  place text,
  error text,
  created_by {uuid},
  created_by_name text not null,
  created_at {time} not null,
  finished_at {time},
  undone_at {time},
  version bigint not null,
  primary key (account_id, id)
){clustered};

-- Which customers a bulk change really changed, so that it can be undone.
create table bulk_changed (
  account_id {uuid} not null,
  bulk_id {uuid} not null,
  customer_id {uuid} not null,
  before {json} not null,
  primary key (account_id, bulk_id, customer_id)
){clustered};
