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
ALTER TABLE "messages" DROP CONSTRAINT "messages_lane_contact_id_contacts_lane_id_fk";
--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "header" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "options" jsonb;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "line" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "unchanged" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "imports" ADD COLUMN "dry_run" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "import_rejects" ADD CONSTRAINT "import_rejects_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "import_seen" ADD CONSTRAINT "import_seen_import_id_imports_id_fk" FOREIGN KEY ("import_id") REFERENCES "public"."imports"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contacts_newest" ON "contacts" USING btree ("id");