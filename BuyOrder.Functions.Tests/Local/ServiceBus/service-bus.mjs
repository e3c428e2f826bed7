// What a payment service in JavaScript does with the queue: connects again and again, sends, receives, settles. One line of JSON a step.
import { ServiceBusClient } from "@azure/service-bus";

const [connection, queue, connections, batch] = process.argv.slice(2);
const maxWaitTimeInMs = 10_000;
const say = (step, value) => console.log(JSON.stringify({ step, value }));

for (let number = 0; number < Number(connections); number++) {
  const client = new ServiceBusClient(connection, { retryOptions: { timeoutInMs: maxWaitTimeInMs, maxRetries: 0 } });
  const sender = client.createSender(queue);
  await sender.sendMessages({ body: `connection ${number}`, messageId: "same" });
  await client.close();
}
say("connected", Number(connections));

const client = new ServiceBusClient(connection);
const sender = client.createSender(queue);
const receiver = client.createReceiver(queue);
const receive = async (count) => await receiver.receiveMessages(count, { maxWaitTimeInMs });
const all = async (count) => {
  const got = [];
  while (got.length < count) got.push(...(await receive(count - got.length)));
  for (const message of got) await receiver.completeMessage(message);
  return got;
};
say("one id", (await all(Number(connections))).filter((message) => message.messageId === "same").length);

await sender.sendMessages(Array.from({ length: Number(batch) }, (_, number) => ({ body: { id: `pay_${number}` } })));
const received = await all(Number(batch));
say("batch", new Set(received.map((message) => message.body.id)).size);
say("ids", new Set(received.map((message) => message.messageId)).size);

await sender.sendMessages({ body: "again", contentType: "text/plain", applicationProperties: { shop: 7 } });
const [first] = await receive(1);
await receiver.abandonMessage(first);
const [second] = await receive(1);
say("deliveries", [first.deliveryCount, second.deliveryCount]);
say("fields", [second.body, second.contentType, second.applicationProperties.shop]);
say("renewed", (await receiver.renewMessageLock(second)) > new Date());
await receiver.deadLetterMessage(second, { deadLetterReason: "Broken", deadLetterErrorDescription: "no amount" });
const deadLetters = client.createReceiver(queue, { subQueueType: "deadLetter" });
const [dead] = await deadLetters.receiveMessages(1, { maxWaitTimeInMs });
say("dead letter", [dead.body, dead.deadLetterReason, dead.deadLetterErrorDescription]);
await deadLetters.completeMessage(dead);

say("nothing", (await receiver.receiveMessages(50, { maxWaitTimeInMs: 300 })).length);
await sender.sendMessages({ body: "late" });
say("late", (await all(1)).map((message) => [message.body, message.deliveryCount])[0]);
say("left", (await receiver.peekMessages(10)).length);

const nowhere = client.createSender("no-such-queue");
say("no queue", await nowhere.sendMessages({ body: 1 }).then(() => "sent", (error) => error.code));
await client.close();
