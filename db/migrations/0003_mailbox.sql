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
	"sealed" "bytea" NOT NULL,
	"tls" jsonb
);
--> statement-breakpoint
ALTER TABLE "messages" ADD COLUMN "destination" "bytea";--> statement-breakpoint
CREATE INDEX "mailbox_mail_newest" ON "mailbox_mail" USING btree ("at","id");--> statement-breakpoint
CREATE INDEX "mailbox_mail_recipient" ON "mailbox_mail" USING btree ("recipient_hash","at");--> statement-breakpoint
CREATE INDEX "messages_by_id" ON "messages" USING btree ("id");