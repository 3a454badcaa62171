CREATE TABLE "wakes" (
	"lane" smallint NOT NULL,
	"contact_id" uuid NOT NULL,
	"id" bigint GENERATED ALWAYS AS IDENTITY (sequence name "wakes_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"keys" text[] DEFAULT '{}' NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "wakes_lane_contact_id_id_pk" PRIMARY KEY("lane","contact_id","id")
);
--> statement-breakpoint
DROP INDEX "enrollments_due";--> statement-breakpoint
DROP INDEX "enrollments_standing";--> statement-breakpoint
ALTER TABLE "starts" ADD COLUMN "problem" text;--> statement-breakpoint
CREATE INDEX "enrollments_exits" ON "enrollments" USING btree ("journey_id","exit_reason","lane","contact_id","id") WHERE exit_reason not in ('completed', 'goal');--> statement-breakpoint
CREATE UNIQUE INDEX "events_dedupe" ON "events" USING btree ("lane","contact_id","dedupe") WHERE dedupe is not null;--> statement-breakpoint
CREATE INDEX "enrollments_due" ON "enrollments" USING btree ("journey_id","due_at") WHERE due_at is not null;--> statement-breakpoint
CREATE INDEX "enrollments_standing" ON "enrollments" USING btree ("journey_id","step","lane","contact_id","id") WHERE state in ('active', 'waiting');