#!/usr/bin/env node
// A handler that does what it is told, for tests of the local host. Every call is appended to calls.jsonl in the working directory, so that
// the record outlives the process. What to do with a trigger stands in the file "answer" there, or in the first queue message itself.
import { createServer } from "node:http";
import { setTimeout as setTimeoutAsync } from "node:timers/promises";
import { appendFileSync, existsSync, readFileSync } from "node:fs";

const env = process.env;
appendFileSync("starts.jsonl", `${JSON.stringify({ pid: process.pid, cwd: process.cwd(), arguments: process.argv.slice(2), env })}\n`);
if (existsSync("refuse-start")) {
  console.error("BuyOrder:Something is wrong");
  process.exit(1);
}

const answers = {
  ok: (response) => json(response, 200, "{}"),
  logs: (response) => json(response, 200, '{"Outputs":{},"Logs":["one",2]}'),
  fail: (response) => json(response, 500, "{}"),
  text: (response) => send(response, 200, { "content-type": "text/plain" }, "done"),
  array: (response) => json(response, 200, "[]"),
  empty: (response) => send(response, 200, {}, ""),
  null: (response) => json(response, 200, "null"),
  exit0: () => process.exit(0),
  exit1: () => process.exit(1),
  hang: () => {},
};

function json(response, status, text) {
  send(response, status, { "content-type": "application/json; charset=utf-8" }, text);
}

function send(response, status, headers, text) {
  response.writeHead(status, headers).end(text);
}

function answerFor(body) {
  const batch = body.Data?.messages;
  if (batch) {
    const first = Buffer.from(JSON.parse(batch)[0], "base64").toString();
    if (first in answers) return first;
  }
  return existsSync("answer") ? readFileSync("answer", "utf8").trim() : "ok";
}

async function serve(request, response) {
  const { method, url, rawHeaders, headers } = request;
  if (method === "GET" && url === "/") return send(response, 404, {}, "");
  const path = new URL(url, "http://handler").pathname.toLowerCase();
  if (path === "/api/upload") {
    // Tells of each piece as it comes, so that a test sees the first before it sends the second.
    for await (const piece of request) appendFileSync("pieces", piece);
    return send(response, 200, {}, "");
  }
  if (path === "/api/download") {
    response.writeHead(200, { "content-type": "text/plain" }).write("first");
    while (!existsSync("go-on")) await setTimeoutAsync(10);
    return response.end("second");
  }
  if (path === "/api/kill-me") return process.kill(process.pid, "SIGKILL");
  if (path === "/api/half") {
    response.writeHead(200, { "content-length": "10" }).write("half", () => process.kill(process.pid, "SIGKILL"));
    return;
  }
  const pieces = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  const call = { pid: process.pid, method, url, headers, rawHeaders, body: text };
  appendFileSync("calls.jsonl", `${JSON.stringify(call)}\n`);
  if (path.startsWith("/api/")) {
    const status = path.endsWith("/teapot") ? 418 : 200;
    return send(response, status, { "content-type": "application/json", "x-kind": "echo" }, JSON.stringify(call));
  }
  answers[answerFor(JSON.parse(text))](response);
}

const delay = Number(env.START_DELAY_MS ?? 0);
setTimeout(() => createServer(serve).listen(Number(env.FUNCTIONS_CUSTOMHANDLER_PORT), "127.0.0.1"), delay);
