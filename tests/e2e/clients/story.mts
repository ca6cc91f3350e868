// A story told with the generated TypeScript client. Prints what it saw as JSON.
import { readFileSync } from "node:fs";
import {
  CasesApi, Configuration, DocumentsApi, EventsApi, EventType, PartyRole, ResponseError,
} from "./client/index.js";

const configuration = new Configuration({
  basePath: process.env.COULISSE_URL,
  accessToken: process.env.COULISSE_API_KEY,
});
const cases = new CasesApi(configuration);
const documents = new DocumentsApi(configuration);
const events = new EventsApi(configuration);

await documents.uploadDocument({ file: new Blob([readFileSync(process.argv[2])], { type: "application/pdf" }) });
const newCase = {
  type: "sales_order_bare",
  reference: "JS-1",
  customer: "C-1",
  parties: [{ role: PartyRole.Buyer, name: "A. Martin", email: "a.martin@example.org" }],
  lines: [{ article: "CH-100", label: "Chair", quantity: 2, unitPrice: "50.00", vatRate: "20" }],
};
const received = await cases.submitCase({ idempotencyKey: "js-1", newCase });
const again = await cases.submitCase({ idempotencyKey: "js-1", newCase });

const deadline = Date.now() + 120_000;
let read = await cases.readCase({ _case: received.id });
while (read.status !== "closed") {
  if (Date.now() > deadline) throw new Error(`still ${read.status}`);
  await new Promise((resolve) => setTimeout(resolve, 100));
  read = await cases.readCase({ _case: received.id });
}

let problem = "";
try {
  await cases.submitCase({ idempotencyKey: "js-2", newCase: { type: "no_such_type", reference: "X" } });
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  problem = (await error.response.json()).code;
}
const bulkCases = { cases: [{ ...newCase, reference: "JS-3" }, { type: "no_such_type", reference: "JS-4" }] };
const results = await cases.submitCases({ idempotencyKey: "js-3", bulkCases });
const page = await cases.listCases({ reference: "JS-1" });
const facts = await cases.readTimeline({ _case: received.id });
const both = [EventType.CaseOpened, EventType.CaseClosed];
const toldBy = Date.now() + 120_000;
let told = await events.listEvents({ type: both, _case: received.id });
while (told.items.length < both.length) {
  if (Date.now() > toldBy) throw new Error("events come soon after what they tell of");
  await new Promise((resolve) => setTimeout(resolve, 100));
  told = await events.listEvents({ type: both, _case: received.id });
}
console.log(JSON.stringify({
  same: received.id === again.id,
  status: read.status,
  took: read.endedAt!.getTime() > read.openedAt!.getTime(),
  problem,
  results: results.items.map((one) => one.status),
  named: results.items[1].problem!.errors[0].pointer,
  listed: page.items.length === 1 && page.items[0].id === received.id,
  facts: facts.items.length > 3,
  events: told.items.map((one) => one.type),
}));
