// Sends revenue messages, one JSON object a line of standard input, and ends when all of them are taken.
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { isServiceBusError, ServiceBusClient, type ServiceBusMessage } from "@azure/service-bus";

const batchSize = 100;
const patienceInMs = 120_000;
// What waiting does not mend.
const lasting = ["MessagingEntityNotFound", "MessageSizeExceeded", "UnauthorizedAccess"];

// In production: new ServiceBusClient("NAMESPACE.servicebus.windows.net", new DefaultAzureCredential(), options).
const connection = process.env.SERVICE_BUS;
if (!connection) throw new Error("SERVICE_BUS must be a connection string.");
const client = new ServiceBusClient(connection, { retryOptions: { timeoutInMs: 10_000 } });
const sender = client.createSender("revenue-events");

function message(line: string): ServiceBusMessage {
  const payment: { id: string } = JSON.parse(line);
  // The line goes as its bytes: a body given as an object would be written again, and an amount given as a number with it.
  // messageId is for logs and tools: the app goes by the id in the body.
  return { body: Buffer.from(line), messageId: payment.id, contentType: "application/json" };
}

let sent = 0;
// The SDK tries again by itself after most faults, but not while nothing listens at the address. A send that throws may have been taken all
// the same: it is sent again, here or by running the program again with the same lines, and counts once by the id in its body.
async function send(messages: ServiceBusMessage[]): Promise<void> {
  const began = Date.now();
  for (let pauseInMs = 500; ; pauseInMs = Math.min(pauseInMs * 2, 10_000)) {
    try {
      await sender.sendMessages(messages);
      sent += messages.length;
      return;
    } catch (error) {
      if (Date.now() - began > patienceInMs || (isServiceBusError(error) && lasting.includes(error.code))) throw error;
      await setTimeout(pauseInMs);
    }
  }
}

let batch: ServiceBusMessage[] = [];
for await (const line of createInterface({ input: process.stdin })) {
  batch.push(message(line));
  if (batch.length === batchSize) {
    await send(batch);
    batch = [];
  }
}
if (batch.length > 0) await send(batch);
await client.close();
console.log(`sent ${sent}`);
