ALTER TABLE "enrollments" DROP CONSTRAINT "enrollments_once";--> statement-breakpoint
DROP INDEX "enrollments_standing";--> statement-breakpoint
DROP INDEX "enrollments_exits";--> statement-breakpoint
ALTER TABLE "enrollments" DROP CONSTRAINT "enrollments_lane_contact_id_id_pk";--> statement-breakpoint
ALTER TABLE "enrollments" ADD CONSTRAINT "enrollments_lane_contact_id_journey_id_entry_key_pk" PRIMARY KEY("lane","contact_id","journey_id","entry_key");--> statement-breakpoint
CREATE INDEX "enrollments_standing" ON "enrollments" USING btree ("journey_id","step","lane","contact_id") WHERE state in ('active', 'waiting');--> statement-breakpoint
CREATE INDEX "enrollments_exits" ON "enrollments" USING btree ("journey_id","exit_reason","lane","contact_id") WHERE exit_reason not in ('completed', 'goal');