CREATE TABLE "address_shares" (
	"hash" "bytea" NOT NULL,
	"members" uuid[] DEFAULT '{}' NOT NULL,
	"confirmed_by" text NOT NULL,
	"confirmed_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "address_shares_hash_pk" PRIMARY KEY("hash")
);
--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "api_keys_hash_unique" UNIQUE("hash")
);
--> statement-breakpoint
CREATE TABLE "idempotency" (
	"key_id" uuid NOT NULL,
	"key" text NOT NULL,
	"body_hash" "bytea" NOT NULL,
	"status" integer,
	"sealed" "bytea",
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_key_id_key_pk" PRIMARY KEY("key_id","key")
);
--> statement-breakpoint
CREATE TABLE "attempts" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"worker" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"dot_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"result" text,
	"method" text,
	"reply" text,
	CONSTRAINT "attempts_lane_contact_id_message_id_n_pk" PRIMARY KEY("lane","contact_id","message_id","n")
);
--> statement-breakpoint
CREATE TABLE "attribute_changes" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"attribute" text NOT NULL,
	"journey_id" uuid NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"step" text NOT NULL,
	CONSTRAINT "attribute_changes_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "attributes" (
	"key" text PRIMARY KEY NOT NULL,
	"label" text NOT NULL,
	"type" text NOT NULL,
	"phi" text NOT NULL,
	"choices" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"group" text DEFAULT 'Other' NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb NOT NULL,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "case_log" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"case_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"actor" text NOT NULL,
	"action" text NOT NULL,
	"channel" text,
	"detail" text,
	"sealed" "bytea",
	CONSTRAINT "case_log_lane_contact_id_case_id_n_pk" PRIMARY KEY("lane","contact_id","case_id","n")
);
--> statement-breakpoint
CREATE TABLE "cases" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"journey_id" uuid NOT NULL,
	"step" text NOT NULL,
	"send" text NOT NULL,
	"cause" text NOT NULL,
	"code" text,
	"state" text DEFAULT 'open' NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	"queue" text,
	"note" text,
	"assignee" text,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"resend_id" uuid,
	"outcome" text,
	"closed_at" timestamp (3) with time zone,
	CONSTRAINT "cases_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id"),
	CONSTRAINT "cases_once" UNIQUE("lane","contact_id","message_id")
);
--> statement-breakpoint
CREATE TABLE "contact_history" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"revision" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"keys" text[],
	"sealed" "bytea" NOT NULL,
	"actor" text NOT NULL,
	"source" text NOT NULL,
	CONSTRAINT "contact_history_lane_contact_id_revision_pk" PRIMARY KEY("lane","contact_id","revision")
);
--> statement-breakpoint
CREATE TABLE "definition_history" (
	"kind" text NOT NULL,
	"key" text NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "definition_history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"until" timestamp with time zone NOT NULL,
	"body" jsonb NOT NULL,
	CONSTRAINT "definition_history_kind_key_id_pk" PRIMARY KEY("kind","key","id")
);
--> statement-breakpoint
CREATE TABLE "membership_history" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "membership_history_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"set_id" uuid NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "membership_history_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "contact_keys" (
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	CONSTRAINT "contact_keys_kind_hash_pk" PRIMARY KEY("kind","hash")
);
--> statement-breakpoint
CREATE TABLE "contacts" (
	"lane" smallint NOT NULL,
	"id" uuid NOT NULL,
	"sealed" "bytea" NOT NULL,
	"wrapped_key" "bytea" NOT NULL,
	"key_version" integer NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "contacts_lane_id_pk" PRIMARY KEY("lane","id")
);
--> statement-breakpoint
CREATE TABLE "date_fires" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"watch_id" bigint NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "date_fires_lane_contact_id_watch_id_due_at_pk" PRIMARY KEY("lane","contact_id","watch_id","due_at")
);
--> statement-breakpoint
CREATE TABLE "destination_rules" (
	"domain" text PRIMARY KEY NOT NULL,
	"pinned" boolean DEFAULT false NOT NULL,
	"parallel" integer,
	"per_minute" integer,
	"updated_at" timestamp (3) with time zone NOT NULL,
	"updated_by" uuid
);
--> statement-breakpoint
CREATE TABLE "destinations" (
	"domain" text PRIMARY KEY NOT NULL,
	"assurance" text NOT NULL,
	"best" text NOT NULL,
	"best_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"suspicion" text,
	"suspected_at" timestamp (3) with time zone,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"measured_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sts_policies" (
	"domain" text PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"mode" text NOT NULL,
	"mx" jsonb NOT NULL,
	"max_age" integer NOT NULL,
	"fetched_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "domain_keys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"domain" text NOT NULL,
	"selector" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" text NOT NULL,
	"private_key" "bytea",
	"state" text NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL,
	"active_at" timestamp (3) with time zone,
	"retire_after" timestamp (3) with time zone,
	CONSTRAINT "domain_keys_state" CHECK ("domain_keys"."state" in ('next', 'active', 'retiring', 'retired')),
	CONSTRAINT "domain_keys_private" CHECK (("domain_keys"."private_key" is null) = ("domain_keys"."state" = 'retired'))
);
--> statement-breakpoint
CREATE TABLE "dry_runs" (
	"id" uuid PRIMARY KEY NOT NULL,
	"journey_id" uuid NOT NULL,
	"version" integer,
	"graph" jsonb NOT NULL,
	"audience" jsonb NOT NULL,
	"assumptions" jsonb NOT NULL,
	"only_new" boolean NOT NULL,
	"start_at" bigint NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"total" integer NOT NULL,
	"examined" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"result" jsonb NOT NULL,
	"problem" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "enrollments" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"journey_id" uuid NOT NULL,
	"entry_key" text DEFAULT '' NOT NULL,
	"version" integer,
	"step" text DEFAULT 'trigger' NOT NULL,
	"visit" integer DEFAULT 1 NOT NULL,
	"visits" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"due_at" timestamp (3) with time zone,
	"waiting_for" text[] DEFAULT '{}' NOT NULL,
	"wake" jsonb,
	"entered_step_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"entered_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"exit_reason" text,
	"exited_at" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "enrollments_lane_contact_id_journey_id_entry_key_pk" PRIMARY KEY("lane","contact_id","journey_id","entry_key")
);
--> statement-breakpoint
CREATE TABLE "entry_notes" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "entry_notes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"subject" uuid,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "entry_notes_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "entry_watches" (
	"id" bigint PRIMARY KEY NOT NULL,
	"journey_id" uuid NOT NULL,
	"trigger" text NOT NULL,
	"type" text NOT NULL,
	"subject" text NOT NULL,
	"armed_at" timestamp (3) with time zone NOT NULL,
	"covered_until" timestamp (3) with time zone,
	"problem" text,
	CONSTRAINT "entry_watches_trigger" UNIQUE("journey_id","trigger")
);
--> statement-breakpoint
CREATE TABLE "watch_rounds" (
	"kind" text PRIMARY KEY NOT NULL,
	"cursor" text,
	"began_at" timestamp (3) with time zone NOT NULL,
	"target" timestamp (3) with time zone NOT NULL,
	"subjects" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "events" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"recorded_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"human" boolean DEFAULT true NOT NULL,
	"judgement" text,
	"judge_at" timestamp (3) with time zone,
	"journey_id" uuid,
	"step" text,
	"template" text,
	"message_id" uuid,
	"link" text,
	"name" text,
	"sealed" "bytea",
	"dedupe" text,
	CONSTRAINT "events_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "evidence_checkpoints" (
	"seq" bigint PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"heads" jsonb NOT NULL,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	"key_id" text NOT NULL,
	"signature" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence_keys" (
	"id" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"private_key" "bytea" NOT NULL,
	"made_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "evidence" (
	"lane" smallint NOT NULL,
	"seq" bigint NOT NULL,
	"contact_id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"record" jsonb NOT NULL,
	"previous" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "evidence_lane_seq_pk" PRIMARY KEY("lane","seq")
);
--> statement-breakpoint
CREATE TABLE "form_submissions" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"form_id" uuid NOT NULL,
	"form_revision" integer NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"sealed" "bytea" NOT NULL,
	"state" text NOT NULL,
	"shared" boolean DEFAULT false NOT NULL,
	"reviewed_by" text,
	"reviewed_at" timestamp (3) with time zone,
	CONSTRAINT "form_submissions_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "forms" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"definition" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "forms_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "import_rejects" (
	"import_id" uuid NOT NULL,
	"up_to" bigint NOT NULL,
	"rows" integer NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "import_rejects_import_id_up_to_pk" PRIMARY KEY("import_id","up_to")
);
--> statement-breakpoint
CREATE TABLE "import_seen" (
	"import_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"line" integer NOT NULL,
	CONSTRAINT "import_seen_import_id_hash_pk" PRIMARY KEY("import_id","hash")
);
--> statement-breakpoint
CREATE TABLE "imports" (
	"id" uuid PRIMARY KEY NOT NULL,
	"file_name" text NOT NULL,
	"header" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"mapping" jsonb NOT NULL,
	"options" jsonb,
	"list_id" uuid,
	"state" text DEFAULT 'waiting' NOT NULL,
	"total_bytes" bigint NOT NULL,
	"done_bytes" bigint DEFAULT 0 NOT NULL,
	"line" integer DEFAULT 1 NOT NULL,
	"created" integer DEFAULT 0 NOT NULL,
	"updated" integer DEFAULT 0 NOT NULL,
	"unchanged" integer DEFAULT 0 NOT NULL,
	"rejected" integer DEFAULT 0 NOT NULL,
	"dry_run" boolean DEFAULT false NOT NULL,
	"problem" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "inbound_mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"envelope" "bytea" NOT NULL,
	"sealed" "bytea",
	"bytes" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"claimed_by" text,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"problem" text,
	"finding" jsonb,
	"message_id" uuid,
	"read_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "journey_versions" (
	"journey_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"graph" jsonb NOT NULL,
	"hash" text NOT NULL,
	"plan" jsonb DEFAULT '{"decisions":{},"touched":[],"everyone":false,"pin":false,"sendsPerStep":null,"carried":{}}'::jsonb NOT NULL,
	"awaits_changes" boolean GENERATED ALWAYS AS (graph @? '$.settings.exit[*]' or graph @? '$.steps[*] ? (@.type == "wait-for-event" && (@.config.event.kind == "filter" || @.config.event.kind == "attribute") || @.type == "wait-for-time" && @.config.mode == "attribute")') STORED,
	"published_by" text,
	"published_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "journey_versions_journey_id_version_pk" PRIMARY KEY("journey_id","version")
);
--> statement-breakpoint
CREATE TABLE "journeys" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"kind" text DEFAULT 'journey' NOT NULL,
	"state" text DEFAULT 'draft' NOT NULL,
	"draft" jsonb NOT NULL,
	"draft_revision" integer DEFAULT 1 NOT NULL,
	"live_version" integer,
	"priority" smallint DEFAULT 5 NOT NULL,
	"pins" integer[] DEFAULT '{}' NOT NULL,
	"paused_reason" text,
	"paused_fault" jsonb,
	"paused_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "journeys_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "version_wakes" (
	"journey_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"drained" boolean DEFAULT false NOT NULL,
	"steps" integer DEFAULT 0 NOT NULL,
	"lane" smallint DEFAULT -1 NOT NULL,
	"contact_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	"enrollment_id" uuid DEFAULT '00000000-0000-0000-0000-000000000000' NOT NULL,
	CONSTRAINT "version_wakes_journey_id_version_pk" PRIMARY KEY("journey_id","version")
);
--> statement-breakpoint
CREATE TABLE "list_members" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"list_id" uuid NOT NULL,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "list_members_lane_contact_id_list_id_pk" PRIMARY KEY("lane","contact_id","list_id")
);
--> statement-breakpoint
CREATE TABLE "lists" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "lists_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "mailbox_keys" (
	"name" text PRIMARY KEY NOT NULL,
	"sealed" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mailbox_mail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"domain" text NOT NULL,
	"recipient_hash" "bytea" NOT NULL,
	"sealed_recipient" "bytea" NOT NULL,
	"sealed_sender" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	"tls" jsonb
);
--> statement-breakpoint
CREATE TABLE "messages" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"journey_id" uuid NOT NULL,
	"step" text NOT NULL,
	"visit" integer NOT NULL,
	"version" integer,
	"template" text NOT NULL,
	"sender" text,
	"purpose" text NOT NULL,
	"guard" jsonb,
	"sealed_only" boolean DEFAULT false NOT NULL,
	"portal_only" boolean DEFAULT false NOT NULL,
	"tls_exclusive" boolean DEFAULT false NOT NULL,
	"priority" smallint DEFAULT 5 NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"due_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"claimed_by" text,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"template_version_id" uuid,
	"phi" text,
	"method" text,
	"reason" text,
	"message_id" text,
	"copy" "bytea",
	"sha256" "bytea",
	"resend_of" uuid,
	"doubt_resent" boolean DEFAULT false NOT NULL,
	"destination" "bytea",
	"queued_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "messages_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id"),
	CONSTRAINT "messages_once" UNIQUE NULLS NOT DISTINCT("lane","contact_id","enrollment_id","step","visit","resend_of")
);
--> statement-breakpoint
CREATE TABLE "portal_access" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"code_hash" "bytea",
	"code_expires_at" timestamp (3) with time zone,
	"phone_hash" "bytea",
	"phone_expires_at" timestamp (3) with time zone,
	"wrong" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"locks" integer DEFAULT 0 NOT NULL,
	"locks_since" timestamp (3) with time zone,
	"requested" integer DEFAULT 0 NOT NULL,
	"requested_since" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone,
	"asked_itself_at" timestamp (3) with time zone,
	"registered_at" timestamp (3) with time zone,
	"account_at" timestamp (3) with time zone,
	"language" text,
	CONSTRAINT "portal_access_lane_contact_id_pk" PRIMARY KEY("lane","contact_id")
);
--> statement-breakpoint
CREATE TABLE "portal_doors" (
	"kind" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"id" uuid NOT NULL,
	"wrong" integer DEFAULT 0 NOT NULL,
	"wrong_since" timestamp (3) with time zone,
	"locked_until" timestamp (3) with time zone,
	"requested" integer DEFAULT 0 NOT NULL,
	"requested_since" timestamp (3) with time zone,
	"requested_at" timestamp (3) with time zone,
	"seen_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "portal_doors_kind_hash_pk" PRIMARY KEY("kind","hash")
);
--> statement-breakpoint
CREATE TABLE "portal_files" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"portal_message_id" uuid NOT NULL,
	"n" integer NOT NULL,
	"bytes" integer NOT NULL,
	"label" "bytea" NOT NULL,
	"sealed" "bytea" NOT NULL,
	CONSTRAINT "portal_files_lane_contact_id_portal_message_id_n_pk" PRIMARY KEY("lane","contact_id","portal_message_id","n")
);
--> statement-breakpoint
CREATE TABLE "portal_messages" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"reply_id" uuid,
	"written_by" text,
	"phi" text NOT NULL,
	"mailbox_trusted" boolean DEFAULT true NOT NULL,
	"sealed" "bytea" NOT NULL,
	"sha256" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"read_at" timestamp (3) with time zone,
	"recalled_at" timestamp (3) with time zone,
	"noticed_at" timestamp (3) with time zone,
	CONSTRAINT "portal_messages_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "portal_sessions" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"hash" "bytea" NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"code" boolean DEFAULT false NOT NULL,
	"second" boolean DEFAULT false NOT NULL,
	"staff" boolean DEFAULT false NOT NULL,
	CONSTRAINT "portal_sessions_lane_contact_id_hash_pk" PRIMARY KEY("lane","contact_id","hash")
);
--> statement-breakpoint
CREATE TABLE "key_challenges" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"key_id" uuid NOT NULL,
	"purpose" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"wrong" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_challenges_lane_contact_id_key_id_purpose_pk" PRIMARY KEY("lane","contact_id","key_id","purpose"),
	CONSTRAINT "key_challenges_purpose" CHECK (purpose in ('prove', 'replace', 'remove'))
);
--> statement-breakpoint
CREATE TABLE "key_domains" (
	"domain" text PRIMARY KEY NOT NULL,
	"openpgpkey" boolean NOT NULL,
	"smimea" boolean NOT NULL,
	"wkd" text,
	"next_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "key_lookups" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"address" "bytea" NOT NULL,
	"found" integer NOT NULL,
	"next_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "key_lookups_lane_contact_id_pk" PRIMARY KEY("lane","contact_id")
);
--> statement-breakpoint
CREATE TABLE "recipient_choices" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"delivery" text DEFAULT 'inbox' NOT NULL,
	"chosen_at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"mails" integer DEFAULT 0 NOT NULL,
	"mails_since" timestamp (3) with time zone,
	CONSTRAINT "recipient_choices_lane_contact_id_pk" PRIMARY KEY("lane","contact_id"),
	CONSTRAINT "recipient_choices_delivery" CHECK (delivery in ('inbox', 'portal', 'own-key'))
);
--> statement-breakpoint
CREATE TABLE "recipient_keys" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid DEFAULT gen_random_uuid() NOT NULL,
	"kind" text NOT NULL,
	"fingerprint" text NOT NULL,
	"source" text NOT NULL,
	"state" text NOT NULL,
	"proof" text,
	"attestation" text,
	"sealed" "bytea" NOT NULL,
	"address" "bytea" NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"problem" text,
	"found_at" timestamp (3) with time zone NOT NULL,
	"verified_at" timestamp (3) with time zone,
	"by" text DEFAULT 'system' NOT NULL,
	CONSTRAINT "recipient_keys_lane_contact_id_kind_fingerprint_pk" PRIMARY KEY("lane","contact_id","kind","fingerprint"),
	CONSTRAINT "recipient_keys_id" UNIQUE("lane","contact_id","id"),
	CONSTRAINT "recipient_keys_state" CHECK (state in ('pending', 'waiting', 'enrolled', 'discovered', 'unusable', 'expired', 'revoked', 'superseded')),
	CONSTRAINT "recipient_keys_source" CHECK (source in ('enrolled', 'dane', 'wkd', 'signed-mail')),
	CONSTRAINT "recipient_keys_proof" CHECK (proof is null or (proof in ('possession', 'attested') and source = 'enrolled')),
	CONSTRAINT "recipient_keys_attested" CHECK ((proof is not distinct from 'attested') = (attestation is not null)),
	CONSTRAINT "recipient_keys_enrolled" CHECK (state <> 'enrolled' or (source = 'enrolled' and proof is not null and verified_at is not null)),
	CONSTRAINT "recipient_keys_discovered" CHECK (state <> 'discovered' or (source <> 'enrolled' and verified_at is not null)),
	CONSTRAINT "recipient_keys_pending" CHECK (state <> 'pending' or (source = 'enrolled' and proof is null)),
	CONSTRAINT "recipient_keys_waiting" CHECK (state <> 'waiting' or source <> 'enrolled' or proof is not null),
	CONSTRAINT "recipient_keys_ended" CHECK ((state in ('unusable', 'expired', 'revoked', 'superseded')) = (problem is not null))
);
--> statement-breakpoint
CREATE TABLE "replies" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"message_id" uuid NOT NULL,
	"sender_id" uuid,
	"source" text NOT NULL,
	"proof" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"inbound_id" uuid,
	"state" text DEFAULT 'new' NOT NULL,
	"assignee" text,
	"received_at" timestamp (3) with time zone NOT NULL,
	"since" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "replies_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "segment_watches" (
	"segment_id" uuid PRIMARY KEY NOT NULL,
	"generation" bigint NOT NULL,
	"digest" text NOT NULL,
	"state" text DEFAULT 'learning' NOT NULL,
	"cursor" text,
	"examined" integer DEFAULT 0 NOT NULL,
	"on_lists" boolean NOT NULL,
	"on_sets" boolean NOT NULL,
	"on_events" boolean NOT NULL,
	"pace" text NOT NULL,
	"refreshed_at" timestamp (3) with time zone NOT NULL,
	"waits" boolean NOT NULL,
	"problem" text
);
--> statement-breakpoint
CREATE TABLE "watched_members" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"generation" bigint NOT NULL,
	"member" boolean NOT NULL,
	CONSTRAINT "watched_members_lane_contact_id_segment_id_pk" PRIMARY KEY("lane","contact_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "segment_members" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"segment_id" uuid NOT NULL,
	"journey_id" uuid,
	"added_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "segment_members_lane_contact_id_segment_id_pk" PRIMARY KEY("lane","contact_id","segment_id")
);
--> statement-breakpoint
CREATE TABLE "segments" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"filter" jsonb,
	"revision" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "segments_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "sender_keys" (
	"sender_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"published" text NOT NULL,
	"fingerprint" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"source" text NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sender_keys_sender_id_kind_pk" PRIMARY KEY("sender_id","kind")
);
--> statement-breakpoint
CREATE TABLE "senders" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"from_name" text NOT NULL,
	"address" text NOT NULL,
	"reply_to" text,
	"domain" text NOT NULL,
	"return_domain" text,
	"floor" text DEFAULT 'P0' NOT NULL,
	"checks" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"checked_at" timestamp (3) with time zone,
	"failing_since" timestamp (3) with time zone,
	"domain_ok_at" timestamp (3) with time zone,
	"verified_by" text,
	"address_proven_at" timestamp (3) with time zone,
	"code_asked_at" timestamp (3) with time zone,
	"code_tries" integer DEFAULT 0 NOT NULL,
	"verified_at" timestamp (3) with time zone GENERATED ALWAYS AS (case when domain_ok_at is not null and address_proven_at is not null then greatest(domain_ok_at, address_proven_at) end) STORED,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "senders_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "demo_clock" (
	"one" integer PRIMARY KEY DEFAULT 1 NOT NULL,
	"offset_ms" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "keyring" (
	"name" text PRIMARY KEY NOT NULL,
	"version" integer NOT NULL,
	"wrapped" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "settings" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "starts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"journey_id" uuid NOT NULL,
	"audience" jsonb NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"total" integer NOT NULL,
	"examined" integer DEFAULT 0 NOT NULL,
	"enrolled" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"problem" text,
	"created_by" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "step_counts" (
	"journey_id" uuid NOT NULL,
	"lane" smallint NOT NULL,
	"step" text NOT NULL,
	"measure" text NOT NULL,
	"n" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "step_counts_journey_id_lane_step_measure_pk" PRIMARY KEY("journey_id","lane","step","measure")
);
--> statement-breakpoint
CREATE TABLE "authorizations" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" text NOT NULL,
	"sealed" "bytea" NOT NULL,
	"signed_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "authorizations_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "suppressions" (
	"hash" "bytea" NOT NULL,
	"scope" text NOT NULL,
	"reason" text NOT NULL,
	"at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "suppressions_hash_scope_pk" PRIMARY KEY("hash","scope")
);
--> statement-breakpoint
CREATE TABLE "template_versions" (
	"id" uuid PRIMARY KEY NOT NULL,
	"template_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"subject" text NOT NULL,
	"source_subject" text DEFAULT '' NOT NULL,
	"preheader" text NOT NULL,
	"mjml" text NOT NULL,
	"html" text NOT NULL,
	"text" text NOT NULL,
	"fields" jsonb NOT NULL,
	"links" jsonb NOT NULL,
	"findings" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"phi" text NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"created_by" text,
	CONSTRAINT "template_versions_number" UNIQUE("template_id","version")
);
--> statement-breakpoint
CREATE TABLE "templates" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"topic_phi" text DEFAULT 'P0' NOT NULL,
	"subject" text DEFAULT '' NOT NULL,
	"preheader" text DEFAULT '' NOT NULL,
	"mjml" text DEFAULT '' NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"current_version" integer,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "templates_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"provider_id" text NOT NULL,
	"user_id" text NOT NULL,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp (3) with time zone,
	"refresh_token_expires_at" timestamp (3) with time zone,
	"scope" text,
	"password" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"token" text NOT NULL,
	"user_id" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"ip_address" text,
	"user_agent" text,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" text DEFAULT 'manager' NOT NULL,
	"failed_sign_ins" integer DEFAULT 0 NOT NULL,
	"locked_until" timestamp (3) with time zone,
	"disabled_at" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email")
);
--> statement-breakpoint
CREATE TABLE "verifications" (
	"id" text PRIMARY KEY NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "visits" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"journey_id" uuid NOT NULL,
	"step" text NOT NULL,
	"visit" integer NOT NULL,
	"entered_at" timestamp (3) with time zone NOT NULL,
	"left_at" timestamp (3) with time zone NOT NULL,
	"outlet" text NOT NULL,
	CONSTRAINT "visits_lane_contact_id_enrollment_id_step_visit_pk" PRIMARY KEY("lane","contact_id","enrollment_id","step","visit")
);
--> statement-breakpoint
CREATE TABLE "wakes" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "wakes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"keys" text[] DEFAULT '{}' NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"revision" integer,
	"by" uuid,
	CONSTRAINT "wakes_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"subject" text NOT NULL,
	"details" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"first_seen" timestamp (3) with time zone NOT NULL,
	"last_seen" timestamp (3) with time zone NOT NULL,
	"seen" integer DEFAULT 1 NOT NULL,
	"resolved_at" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "erased_counts" (
	"journey_id" uuid NOT NULL,
	"lane" smallint NOT NULL,
	"step" text NOT NULL,
	"measure" text NOT NULL,
	"n" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "erased_counts_journey_id_lane_step_measure_pk" PRIMARY KEY("journey_id","lane","step","measure")
);
--> statement-breakpoint
CREATE TABLE "watch_memory" (
	"check" text PRIMARY KEY NOT NULL,
	"memory" jsonb NOT NULL,
	"ran_at" timestamp (3) with time zone NOT NULL,
	"took_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp (3) with time zone NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL,
	"claimed" integer DEFAULT 0 NOT NULL,
	"lag_p50" integer,
	"lag_p99" integer,
	"clock_offset" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "webhook_deliveries" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"enrollment_id" uuid NOT NULL,
	"journey_id" uuid NOT NULL,
	"step" text NOT NULL,
	"visit" integer NOT NULL,
	"endpoint" text NOT NULL,
	"event" text NOT NULL,
	"sealed" "bytea",
	"state" text DEFAULT 'queued' NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone,
	"claimed_by" text,
	"lease_until" timestamp (3) with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"status" integer,
	"problem" text,
	"queued_at" timestamp (3) with time zone NOT NULL,
	"finished_at" timestamp (3) with time zone,
	CONSTRAINT "webhook_deliveries_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id"),
	CONSTRAINT "webhook_deliveries_once" UNIQUE("lane","contact_id","enrollment_id","step","visit")
);
--> statement-breakpoint
CREATE TABLE "webhook_endpoints" (
	"id" uuid PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"baa" boolean DEFAULT false NOT NULL,
	"secret" "bytea" NOT NULL,
	"previous_secret" "bytea",
	"previous_until" timestamp (3) with time zone,
	"created_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp (3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "webhook_endpoints_name_unique" UNIQUE("name")
);
--> statement-breakpoint
ALTER TABLE "attribute_changes" ADD CONSTRAINT "attribute_changes_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contact_history" ADD CONSTRAINT "contact_history_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "membership_history" ADD CONSTRAINT "membership_history_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "date_fires" ADD CONSTRAINT "date_fires_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "form_submissions" ADD CONSTRAINT "form_submissions_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_rejects" ADD CONSTRAINT "import_rejects_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_seen" ADD CONSTRAINT "import_seen_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journey_versions" ADD CONSTRAINT "journey_versions_journey_id_journeys_id_fk" FOREIGN KEY ("journey_id") REFERENCES "public"."journeys"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "list_members" ADD CONSTRAINT "list_members_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_files" ADD CONSTRAINT "portal_files_lane_contact_id_portal_message_id_portal_messages_lane_contact_id_id_fk" FOREIGN KEY ("lane","contact_id","portal_message_id") REFERENCES "public"."portal_messages"("lane","contact_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_messages" ADD CONSTRAINT "portal_messages_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "portal_sessions" ADD CONSTRAINT "portal_sessions_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_challenges" ADD CONSTRAINT "key_challenges_lane_contact_id_key_id_recipient_keys_lane_contact_id_id_fk" FOREIGN KEY ("lane","contact_id","key_id") REFERENCES "public"."recipient_keys"("lane","contact_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "key_lookups" ADD CONSTRAINT "key_lookups_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_choices" ADD CONSTRAINT "recipient_choices_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "recipient_keys" ADD CONSTRAINT "recipient_keys_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "replies" ADD CONSTRAINT "replies_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "watched_members" ADD CONSTRAINT "watched_members_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sender_keys" ADD CONSTRAINT "sender_keys_sender_id_senders_id_fk" FOREIGN KEY ("sender_id") REFERENCES "public"."senders"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "authorizations" ADD CONSTRAINT "authorizations_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_lane_contact_id_contacts_lane_id_fk" FOREIGN KEY ("lane","contact_id") REFERENCES "public"."contacts"("lane","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject","seq");--> statement-breakpoint
CREATE INDEX "audit_actor" ON "audit" USING btree ("actor","seq");--> statement-breakpoint
CREATE INDEX "cases_by_id" ON "cases" USING btree ("id");--> statement-breakpoint
CREATE INDEX "cases_open" ON "cases" USING btree ("id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "cases_overdue" ON "cases" USING btree ("due_at") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "cases_mine" ON "cases" USING btree ("assignee","id") WHERE state <> 'closed';--> statement-breakpoint
CREATE INDEX "contact_keys_contact" ON "contact_keys" USING btree ("lane","contact_id");--> statement-breakpoint
CREATE INDEX "contacts_newest" ON "contacts" USING btree ("id");--> statement-breakpoint
CREATE INDEX "date_fires_due" ON "date_fires" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "domain_keys_selector" ON "domain_keys" USING btree ("domain","selector");--> statement-breakpoint
CREATE UNIQUE INDEX "domain_keys_active" ON "domain_keys" USING btree ("domain","algorithm") WHERE state = 'active';--> statement-breakpoint
CREATE UNIQUE INDEX "domain_keys_next" ON "domain_keys" USING btree ("domain","algorithm") WHERE state = 'next';--> statement-breakpoint
CREATE INDEX "dry_runs_of_journey" ON "dry_runs" USING btree ("journey_id","created_at");--> statement-breakpoint
CREATE INDEX "enrollments_due" ON "enrollments" USING btree ("journey_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "enrollments_standing" ON "enrollments" USING btree ("journey_id","step","lane","contact_id") WHERE state in ('active', 'waiting');--> statement-breakpoint
CREATE INDEX "enrollments_failed" ON "enrollments" USING btree ("journey_id") WHERE state = 'failed';--> statement-breakpoint
CREATE INDEX "enrollments_endless" ON "enrollments" USING btree ("journey_id","step") WHERE due_at is null and waiting_for = '{}' and state in ('active', 'waiting');--> statement-breakpoint
CREATE INDEX "events_message" ON "events" USING btree ("lane","contact_id","message_id","kind");--> statement-breakpoint
CREATE INDEX "events_journey" ON "events" USING btree ("journey_id","kind","at");--> statement-breakpoint
CREATE INDEX "events_held" ON "events" USING btree ("judge_at") WHERE judge_at is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "events_dedupe" ON "events" USING btree ("lane","contact_id","dedupe") WHERE dedupe is not null;--> statement-breakpoint
CREATE INDEX "evidence_message" ON "evidence" USING btree ("lane","contact_id","message_id");--> statement-breakpoint
CREATE INDEX "form_submissions_form" ON "form_submissions" USING btree ("form_id","at");--> statement-breakpoint
CREATE INDEX "inbound_mail_waiting" ON "inbound_mail" USING btree ("due_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "inbound_mail_kept" ON "inbound_mail" USING btree ("received_at","id") WHERE state = 'kept';--> statement-breakpoint
CREATE INDEX "inbound_mail_message" ON "inbound_mail" USING btree ("message_id");--> statement-breakpoint
CREATE INDEX "inbound_mail_old" ON "inbound_mail" USING btree ("received_at") WHERE sealed is not null;--> statement-breakpoint
CREATE INDEX "list_members_list" ON "list_members" USING btree ("list_id","lane","contact_id");--> statement-breakpoint
CREATE INDEX "mailbox_mail_newest" ON "mailbox_mail" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "mailbox_mail_recipient" ON "mailbox_mail" USING btree ("recipient_hash","at");--> statement-breakpoint
CREATE UNIQUE INDEX "messages_resent_once" ON "messages" USING btree ("lane","contact_id","resend_of") WHERE resend_of is not null;--> statement-breakpoint
CREATE INDEX "messages_ready" ON "messages" USING btree ("priority","due_at") WHERE state in ('queued', 'deferred');--> statement-breakpoint
CREATE INDEX "messages_leased" ON "messages" USING btree ("lease_until") WHERE state in ('claimed', 'sealed', 'dot');--> statement-breakpoint
CREATE INDEX "messages_id" ON "messages" USING btree ("lane","id");--> statement-breakpoint
CREATE INDEX "messages_by_id" ON "messages" USING btree ("id");--> statement-breakpoint
CREATE INDEX "messages_newest" ON "messages" USING btree ("queued_at","id");--> statement-breakpoint
CREATE INDEX "messages_attention" ON "messages" USING btree ("state","queued_at") WHERE state in ('held', 'in_doubt', 'failed');--> statement-breakpoint
CREATE INDEX "messages_journey" ON "messages" USING btree ("journey_id","step","state");--> statement-breakpoint
CREATE UNIQUE INDEX "portal_doors_id" ON "portal_doors" USING btree ("id");--> statement-breakpoint
CREATE INDEX "portal_doors_seen" ON "portal_doors" USING btree ("seen_at");--> statement-breakpoint
CREATE INDEX "portal_messages_message" ON "portal_messages" USING btree ("lane","contact_id","message_id");--> statement-breakpoint
CREATE INDEX "portal_messages_by_id" ON "portal_messages" USING btree ("id");--> statement-breakpoint
CREATE INDEX "portal_messages_expiring" ON "portal_messages" USING btree ("expires_at") WHERE length(sealed) > 0;--> statement-breakpoint
CREATE INDEX "portal_sessions_over" ON "portal_sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "key_lookups_next" ON "key_lookups" USING btree ("next_at");--> statement-breakpoint
CREATE UNIQUE INDEX "recipient_keys_one_enrolled" ON "recipient_keys" USING btree ("lane","contact_id","kind") WHERE state = 'enrolled';--> statement-breakpoint
CREATE INDEX "recipient_keys_ending" ON "recipient_keys" USING btree ("expires_at") WHERE state in ('pending', 'waiting', 'enrolled', 'discovered') and expires_at is not null;--> statement-breakpoint
CREATE INDEX "recipient_keys_attention" ON "recipient_keys" USING btree ("state") WHERE state in ('waiting', 'unusable', 'expired', 'revoked');--> statement-breakpoint
CREATE UNIQUE INDEX "replies_inbound" ON "replies" USING btree ("lane","contact_id","inbound_id") WHERE inbound_id is not null;--> statement-breakpoint
CREATE INDEX "replies_by_id" ON "replies" USING btree ("id");--> statement-breakpoint
CREATE INDEX "replies_message" ON "replies" USING btree ("lane","contact_id","message_id");--> statement-breakpoint
CREATE INDEX "replies_open" ON "replies" USING btree ("sender_id","received_at","id") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "replies_mine" ON "replies" USING btree ("assignee","received_at") WHERE state <> 'done';--> statement-breakpoint
CREATE INDEX "segment_members_segment" ON "segment_members" USING btree ("segment_id","lane","contact_id");--> statement-breakpoint
CREATE INDEX "accounts_user" ON "accounts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_open" ON "alerts" USING btree ("code","subject") WHERE resolved_at is null;--> statement-breakpoint
CREATE INDEX "alerts_newest" ON "alerts" USING btree ("last_seen");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_ready" ON "webhook_deliveries" USING btree ("due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_leased" ON "webhook_deliveries" USING btree ("lease_until") WHERE state = 'claimed';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_expiring" ON "webhook_deliveries" USING btree ("expires_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "webhook_deliveries_newest" ON "webhook_deliveries" USING btree ("endpoint","queued_at","id");
--> statement-breakpoint
-- The database clock plus the offset only a demo or test installation may set.
create function stepwell_now() returns timestamptz language sql stable as
$$ select now() + coalesce((select offset_ms from demo_clock where one = 1), 0) * interval '1 millisecond' $$;
--> statement-breakpoint
insert into demo_clock (one, offset_ms) values (1, 0);
--> statement-breakpoint
create function refuse_change() returns trigger language plpgsql as
$$ begin raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation'; end $$;
--> statement-breakpoint
create trigger audit_append_only before update or delete on audit for each row execute function refuse_change();
--> statement-breakpoint
create trigger audit_no_truncate before truncate on audit for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_append_only before update or delete on evidence for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_no_truncate before truncate on evidence for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_checkpoints_append_only before update or delete on evidence_checkpoints for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_checkpoints_no_truncate before truncate on evidence_checkpoints for each statement execute function refuse_change();
--> statement-breakpoint
create trigger evidence_keys_append_only before update or delete on evidence_keys for each row execute function refuse_change();
--> statement-breakpoint
create trigger evidence_keys_no_truncate before truncate on evidence_keys for each statement execute function refuse_change();
--> statement-breakpoint
create trigger template_versions_immutable before update on template_versions for each row execute function refuse_change();
--> statement-breakpoint
create trigger journey_versions_immutable before update on journey_versions for each row execute function refuse_change();
--> statement-breakpoint
-- "Why?" needs what was true at a moment. Memberships and definitions change seldom and by many paths, so the database
-- itself keeps what they were; rows that go because their contact does are not kept.
create function keep_list_members() returns trigger language plpgsql as
$$ begin
  insert into membership_history (lane, contact_id, kind, set_id, added_at, removed_at)
  select w.lane, w.contact_id, 'list', w.list_id, w.added_at, stepwell_now()
  from was w join contacts c on c.lane = w.lane and c.id = w.contact_id;
  return null;
end $$;
--> statement-breakpoint
create trigger list_members_kept after delete on list_members referencing old table as was
  for each statement execute function keep_list_members();
--> statement-breakpoint
create function keep_segment_members() returns trigger language plpgsql as
$$ begin
  insert into membership_history (lane, contact_id, kind, set_id, added_at, removed_at)
  select w.lane, w.contact_id, 'segment', w.segment_id, w.added_at, stepwell_now()
  from was w join contacts c on c.lane = w.lane and c.id = w.contact_id;
  return null;
end $$;
--> statement-breakpoint
create trigger segment_members_kept after delete on segment_members referencing old table as was
  for each statement execute function keep_segment_members();
--> statement-breakpoint
-- Whoever changes contacts writes contact_history first; for one who forgot, the whole former row is kept.
create function keep_contacts() returns trigger language plpgsql as
$$ begin
  insert into contact_history (lane, contact_id, revision, at, keys, sealed, actor, source)
  select w.lane, w.id, w.revision, stepwell_now(), null, w.sealed, 'system', 'unknown'
  from was w join now_is n on n.lane = w.lane and n.id = w.id
  where n.sealed <> w.sealed and not exists (
    select 1 from contact_history h where h.lane = w.lane and h.contact_id = w.id and h.revision = w.revision)
  on conflict do nothing;
  return null;
end $$;
--> statement-breakpoint
create trigger contacts_kept after update on contacts referencing old table as was new table as now_is
  for each statement execute function keep_contacts();
--> statement-breakpoint
create function keep_definition() returns trigger language plpgsql as
$$ begin
  if tg_op = 'UPDATE' and to_jsonb(old) - '{revision,updated_at,description}'::text[]
    = to_jsonb(new) - '{revision,updated_at,description}'::text[] then return null; end if;
  insert into definition_history (kind, key, until, body)
  values (tg_argv[0], to_jsonb(old) ->> tg_argv[1], stepwell_now(), to_jsonb(old));
  return null;
end $$;
--> statement-breakpoint
create trigger attributes_kept after update or delete on attributes
  for each row execute function keep_definition('attribute', 'key');
--> statement-breakpoint
create trigger lists_kept after update or delete on lists for each row execute function keep_definition('list', 'id');
--> statement-breakpoint
create trigger segments_kept after update or delete on segments
  for each row execute function keep_definition('segment', 'id');
--> statement-breakpoint
-- Who had to stay on an older version, until when: which version somebody was walked by follows from it.
create function keep_pins() returns trigger language plpgsql as
$$ begin
  insert into definition_history (kind, key, until, body)
  values ('pins', old.id::text, stepwell_now(), jsonb_build_object('pins', old.pins));
  return null;
end $$;
--> statement-breakpoint
create trigger journeys_pins_kept after update of pins on journeys
  for each row when (old.pins is distinct from new.pins) execute function keep_pins();
--> statement-breakpoint
-- A confirmed sharing of an address holds for exactly those who share it: it ends when anyone joins or leaves.
create function end_address_shares() returns trigger language plpgsql as
$$ begin delete from address_shares s using changed c where s.hash = c.hash and c.kind like 'email%'; return null; end $$;
--> statement-breakpoint
create trigger contact_keys_joined after insert on contact_keys referencing new table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
create trigger contact_keys_left after delete on contact_keys referencing old table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
create trigger contact_keys_moved after update on contact_keys referencing old table as changed for each statement execute function end_address_shares();
--> statement-breakpoint
-- The policy every installation begins with: valid certificates for anything about a person, the portal on. A policy
-- that is missing later is a fault (nothing is sent), so it has to be there from the start.
insert into settings (key, value) values
  ('policy', '{"floors":{"P0":"T1","P1":"T2","P2":"T2"},"portalEnabled":true,"sealedOnly":false,"portalOnly":false}'),
  ('organization', '{"name":"Your organization","address":"","timezone":"America/New_York"}'),
  ('portal', '{"secondAttribute":null,"phone":"","days":30}'),
  ('keys', '{"dane":true,"wkd":true,"signedMail":true}')
on conflict do nothing;
--> statement-breakpoint
-- A key its owner revoked is never used again, and a row never becomes another key's.
create function keep_recipient_keys() returns trigger language plpgsql as
$$ begin
  if old.problem = 'revoked' and new.problem is distinct from 'revoked' then
    raise exception 'a revoked key stays revoked' using errcode = 'restrict_violation';
  end if;
  if (old.lane, old.contact_id, old.id, old.kind, old.fingerprint)
    is distinct from (new.lane, new.contact_id, new.id, new.kind, new.fingerprint) then
    raise exception 'a key''s row is of that key for good' using errcode = 'restrict_violation';
  end if;
  return new;
end $$;
--> statement-breakpoint
create trigger recipient_keys_kept before update on recipient_keys for each row execute function keep_recipient_keys();
--> statement-breakpoint
-- Notes for the triggers of live journeys (entry_notes). Written by the database, statement by statement, so that no way
-- of changing a contact, a list, a set or the events can forget them; and only while something live asks for them.
create function note_contacts_created() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches) or exists (select 1 from entry_watches where type = 'date-reached') then
    insert into entry_notes (lane, contact_id, kind, at) select lane, id, 'created', stepwell_now() from added;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_contacts_changed() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches) or exists (select 1 from entry_watches where type = 'date-reached') then
    insert into entry_notes (lane, contact_id, kind, at)
    select n.lane, n.id, 'changed', stepwell_now()
    from changed n join before o on o.lane = n.lane and o.id = n.id where o.sealed is distinct from n.sealed;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_list_joined() returns trigger language plpgsql as
$$ begin
  insert into entry_notes (lane, contact_id, kind, subject, at)
  select a.lane, a.contact_id, 'list', a.list_id, stepwell_now() from added a
  where exists (select 1 from segment_watches where on_lists)
    or a.list_id in (select l.id from entry_watches w join lists l on l.name = w.subject where w.type = 'list-joined');
  if found then perform pg_notify('stepwell_due', ''); end if;
  return null;
end $$;
--> statement-breakpoint
create function note_set_joined() returns trigger language plpgsql as
$$ begin
  insert into entry_notes (lane, contact_id, kind, subject, at)
  select a.lane, a.contact_id, 'set', a.segment_id, stepwell_now() from added a
  where exists (select 1 from segment_watches where on_sets)
    or a.segment_id in
      (select s.id from entry_watches w join segments s on s.name = w.subject where w.type = 'segment-entered');
  if found then perform pg_notify('stepwell_due', ''); end if;
  return null;
end $$;
--> statement-breakpoint
create function note_left() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches where on_lists or on_sets) then
    insert into entry_notes (lane, contact_id, kind, at) select lane, contact_id, 'left', stepwell_now() from removed;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create function note_events() returns trigger language plpgsql as
$$ begin
  if exists (select 1 from segment_watches where on_events) then
    insert into entry_notes (lane, contact_id, kind, at) select lane, contact_id, 'event', stepwell_now() from added;
    if found then perform pg_notify('stepwell_due', ''); end if;
  end if;
  return null;
end $$;
--> statement-breakpoint
create trigger contacts_created after insert on contacts
  referencing new table as added for each statement execute function note_contacts_created();
--> statement-breakpoint
create trigger contacts_changed after update on contacts
  referencing old table as before new table as changed for each statement execute function note_contacts_changed();
--> statement-breakpoint
create trigger list_joined after insert on list_members
  referencing new table as added for each statement execute function note_list_joined();
--> statement-breakpoint
create trigger list_left after delete on list_members
  referencing old table as removed for each statement execute function note_left();
--> statement-breakpoint
create trigger set_joined after insert on segment_members
  referencing new table as added for each statement execute function note_set_joined();
--> statement-breakpoint
create trigger set_left after delete on segment_members
  referencing old table as removed for each statement execute function note_left();
--> statement-breakpoint
create trigger events_recorded after insert on events
  referencing new table as added for each statement execute function note_events();
--> statement-breakpoint
-- A held open or click begins to count when it is judged, and one found to be a machine's ceases to.
create trigger events_judged after update on events
  referencing new table as added for each statement execute function note_events();
--> statement-breakpoint
-- A UUIDv7 of an instant (epoch milliseconds), for rows made by the database a whole set at a time.
create function stepwell_uuid(ms bigint) returns uuid language sql volatile as
$$ select encode(set_bit(set_bit(
  overlay(uuid_send(gen_random_uuid()) placing substring(int8send(ms) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid $$;
