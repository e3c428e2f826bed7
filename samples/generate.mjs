// Writes samples/revenue.jsonl and samples/expected.json: the revenue of one month, always the same one.
//   npm run samples
// A line of revenue.jsonl is the raw body of one queue message, byte for byte, so that broken messages can be broken as they are.
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = dirname(fileURLToPath(import.meta.url));
const totalCents = 100_000_00;
const monthStart = Date.UTC(2025, 9, 1, 4); // 06:00 of October 1st in Johannesburg
const monthEnd = Date.UTC(2025, 9, 31, 20);
const hour = 3_600_000;

const courses = [
  ["c-03", "Zulu for beginners", 299_00],
  ["c-11", "Bookkeeping for small shops", 449_00],
  ["c-17", "Data analysis with spreadsheets", 749_00],
  ["c-21", "Grade 12 mathematics, Afrikaans: Wiskunde vir matriek – volledig", 899_00],
  ["c-30", "Project management", 1_499_00],
];
const plans = [["monthly", 99_00], ["family", 179_00], ["student", 59_50]];
const discounts = [0, 0, 0, 0, 10, 15, 25];

// mulberry32: small, and the same everywhere.
let seed = 20251001;
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const integer = (limit) => Math.floor(random() * limit);
const pick = (list) => list[integer(list.length)];

const rand = (cents) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
const utc = (time) => new Date(time).toISOString().replace(".000Z", "Z");
const local = (time) => utc(time + 2 * hour).replace("Z", "+02:00");

const messages = []; // { at, line } in the order of arrival
const net = { course_sale: 0, subscription: 0, other: 0 };
let entries = 0;

function add(at, source, cents, line) {
  messages.push({ at, line });
  net[source] += cents;
  entries++;
}

// Course sales come from the payment service, amounts as text; some are refunded, whole or in part.
const sales = [];
for (let i = 0; i < 118; i++) {
  const [courseId, title, price] = pick(courses);
  const discount = pick(discounts);
  const cents = price - Math.round((price * discount) / 100);
  const at = monthStart + integer(30 * 24 * 60) * 60_000 + integer(60) * 1000;
  const metadata = discount ? { courseId, title, voucher: `SPRING${discount}` } : { courseId, title };
  const sale = {
    id: `pay_${8400 + i}`, kind: "sale", source: "course_sale", amount: rand(cents), currency: "ZAR",
    occurredAt: utc(at), metadata,
  };
  add(at, "course_sale", cents, JSON.stringify(sale));
  sales.push({ id: sale.id, cents, at });
}

for (let i = 0; i < 9; i++) {
  const sale = sales[i * 12 + 3];
  const cents = i % 3 === 0 ? Math.round(sale.cents / 2) : sale.cents;
  const at = Math.min(sale.at + (20 + integer(60)) * hour, monthEnd);
  const refund = {
    id: `ref_${510 + i}`, kind: "refund", source: "course_sale", amount: rand(cents), currency: "ZAR",
    occurredAt: utc(at), refundOf: sale.id, metadata: { reason: pick(["changed my mind", "bought twice", "course moved"]) },
  };
  add(at, "course_sale", -cents, JSON.stringify(refund));
}

// Subscriptions come from another service: amounts as JSON numbers, local time, no kind, members that we do not know.
for (let i = 0; i < 186; i++) {
  const [plan, cents] = pick(plans);
  const at = monthStart + integer(30 * 24) * hour + i * 1000;
  const line = `{"id":"sub-2025-10-${String(i + 1).padStart(4, "0")}","source":"subscription","amount":${rand(cents)},"currency":"ZAR",` +
    `"occurredAt":"${local(at)}","plan":"${plan}","metadata":{"renewal":${random() < 0.8}}}`;
  add(at, "subscription", cents, line);
}

// Two invoices of the training department; the last brings the month to its round figure.
function invoice(number, at, cents, customer) {
  add(at, "other", cents, JSON.stringify({
    id: `inv/2025/${number}`, kind: "sale", source: "other", amount: rand(cents), currency: "ZAR", occurredAt: utc(at),
    refundOf: null, exchangeRate: null, metadata: { customer },
  }));
}
const sum = () => net.course_sale + net.subscription + net.other;
invoice(77, monthStart + 9 * 24 * hour, 2_350_00, "Khayelitsha Library");
const rest = totalCents - sum();
if (rest < 500_00 || rest > 8_000_00) throw new Error(`an unlikely last invoice: ${rest} cents`);
invoice(78, monthStart + 30 * 24 * hour + 7 * hour, rest, "Municipality of Stellenbosch");

// What also arrives in a month: a message twice, an id used again for something else, and three that cannot be read.
const after = (index, minutes, line) => messages.push({ at: sales[index].at + minutes * 60_000, line });
const lineOf = (index) => messages.find((message) => message.line.includes(`"${sales[index].id}"`)).line;
after(20, 3, lineOf(20));
after(41, 7, lineOf(41).replace(/"amount":"[^"]*"/, '"amount":"1.00"'));
after(60, 1, lineOf(60).slice(0, 70));
after(75, 2, lineOf(75).replace(sales[75].id, "pay_9001").replace(/"amount":"([^"]*)"/, '"amount":"$15"'));
after(90, 4, lineOf(90).replace(sales[90].id, "pay_9002").replace('"currency":"ZAR"', '"currency":"RAND"'));

messages.sort((left, right) => left.at - right.at);
const expected = {
  messages: messages.length,
  entries,
  duplicates: 1,
  rejected: { conflicting_duplicate: 1, invalid_json: 1, too_many_decimals: 1, unknown_currency: 1 },
  totalRevenue: rand(sum()),
  revenueBySource: Object.fromEntries(Object.entries(net).map(([source, cents]) => [source, rand(cents)])),
  spend: rand(sum() / 10),
  tokensAcquired: { atLeast: "199", atMost: "200" },
};

writeFileSync(join(folder, "revenue.jsonl"), messages.map((message) => `${message.line}\n`).join(""));
writeFileSync(join(folder, "expected.json"), `${JSON.stringify(expected, null, 2)}\n`);
