ALTER TABLE "portal_access" ADD COLUMN "requested" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "portal_access" ADD COLUMN "requested_since" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "portal_access" ADD COLUMN "requested_at" timestamp (3) with time zone;--> statement-breakpoint
ALTER TABLE "portal_access" ADD COLUMN "session_started_at" timestamp (3) with time zone;