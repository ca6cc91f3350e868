// What those inside do, told with the generated TypeScript client: a task, people, books, a warehouse, letters, figures,
// the sandbox, files and an older version. Prints what it saw as JSON.
import {
  AccountingApi, ApiKeysApi, CasesApi, Configuration, FiguresByDayApi, InterfaceVersion, InvoicesApi, KeyMode, Language,
  LedgersApi, PartyRole, Priority, ResponseError, ReviewAnswer, SandboxApi, TaskKind, TasksApi, TaxApi, TeamsApi,
  TemplatesApi, WarehousesApi, type NewCase, type Task,
} from "./client/index.js";

const basePath = process.env.COULISSE_URL;
const configuration = new Configuration({ basePath, accessToken: process.env.COULISSE_API_KEY });
const cases = new CasesApi(configuration);
const tasks = new TasksApi(configuration);
const prefer = "wait=5";

async function until(fact: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await fact())) {
    if (Date.now() > deadline) throw new Error(`not yet: ${fact}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const teams = new TeamsApi(configuration);
await teams.defineTeam({
  team: "desk", prefer, teamDefinition: { titleEn: "Desk", titleFr: "Bureau", members: ["ada"] },
});
const desk = await teams.readTeam({ team: "desk" });
const warehouses = new WarehousesApi(configuration);
await warehouses.defineWarehouse({
  warehouse: "main", prefer, warehouseDefinition: { name: "Lyon", postcode: "69007", city: "Lyon", country: "FR" },
});
const lyon = await warehouses.readWarehouse({ warehouse: "main" });

const newCase: NewCase = {
  type: "on_approval",
  reference: "JS-IN-1",
  customer: "C-1",
  priority: Priority.Urgent,
  parties: [{ role: PartyRole.Buyer, name: "A. Martin", email: "a.martin@example.org" }],
  lines: [{ article: "CH-100", label: "Chair", quantity: 1, unitPrice: "50.00", vatRate: "20" }],
};
const received = await cases.submitCase({ idempotencyKey: "js-in-1", newCase });
let waiting: Task[] = [];
await until(async () => {
  waiting = (await tasks.listTasks({ _case: received.id, kind: TaskKind.Review })).items;
  return waiting.length === 1;
});
const task = waiting[0];
const claimed = await tasks.claimTask({ task: task.id, idempotencyKey: "js-in-2", prefer });
const decided = await tasks.decideTask({
  task: task.id, idempotencyKey: "js-in-3", prefer, reviewDecision: { round: task.round, answer: ReviewAnswer.Accept },
});
await until(async () => (await cases.readCase({ _case: received.id })).status === "closed");
await until(async () => (await tasks.readTask({ task: task.id })).answer === ReviewAnswer.Accept);

const invoice = (await new AccountingApi(configuration).readInvoices({ _case: received.id })).items[0];
const printed = await new InvoicesApi(configuration).printInvoice({ invoice: invoice.id, language: Language.En });
const year = invoice.issuedOn.getFullYear();
const taxFile = await new TaxApi(configuration).downloadFec({ ledger: "main", year, siren: "732829320" });
const month = invoice.issuedOn.toISOString().slice(0, 7);
const balance = await new LedgersApi(configuration).readTrialBalance({ ledger: "main", from: month, until: month });

const letter = await new TemplatesApi(configuration).previewTemplate({
  name: "case.closed", language: Language.Fr, previewWish: {},
});
const figures = await new FiguresByDayApi(configuration).readCaseFigures();
const old = await cases.listCasesRaw({ coulisseVersion: InterfaceVersion.V2026_06_01 });

const secret = await new ApiKeysApi(configuration).createKey({
  idempotencyKey: "js-in-4", newApiKey: { client: "shop", mode: KeyMode.Test },
});
const sandbox = new SandboxApi(new Configuration({ basePath, accessToken: secret.key }));
const before = await sandbox.readClock();
const step = await sandbox.advanceClock({ idempotencyKey: "js-in-5", clockStep: { seconds: 3600 } });
let live = 0;
try {
  await new SandboxApi(configuration).readClock();
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  live = error.response.status;
}

console.log(JSON.stringify({
  team: desk.members,
  lead: desk.lead,
  house: lyon.name,
  undecided: task.answer === null,
  claimed: claimed.status,
  decided: decided.status,
  answer: (await tasks.readTask({ task: task.id })).answer,
  priority: (await cases.readCase({ _case: received.id })).priority,
  printed: (await printed.text()).slice(0, 5),
  columns: taxFile.split("\r\n")[0].split("\t").length,
  balanced: balance.totals.debit === balance.totals.credit,
  letter: Boolean(letter.subject && letter.text),
  figures: figures.asOf.getTime() <= Date.now(),
  version: old.raw.headers.get("Coulisse-Version"),
  deprecated: old.raw.headers.has("Deprecation"),
  ahead: step.aheadSeconds - before.aheadSeconds,
  live,
}));
