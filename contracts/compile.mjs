// Compiles every contract under contracts/ into contracts/artifacts/<Contract>.json (abi, creation bytecode, runtime bytecode).
//   node contracts/compile.mjs           writes the artifacts
//   node contracts/compile.mjs --check   writes nothing, fails if an artifact differs from its source
import { createRequire } from "node:module";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const solc = createRequire(import.meta.url)("solc");
const root = dirname(fileURLToPath(import.meta.url));
const artifacts = join(root, "artifacts");
const check = process.argv.includes("--check");

const sources = Object.fromEntries(
  readdirSync(root, { recursive: true })
    .filter((file) => file.endsWith(".sol"))
    .map((file) => file.split(sep).join("/"))
    .sort()
    .map((file) => [file, { content: readFileSync(join(root, file), "utf8") }]),
);

// The probe runs on every chain that the service is deployed to, the others on a chain of this version's making.
const evmVersionOf = (file) => (file.startsWith("probe/") ? "paris" : "cancun");

const compile = (evmVersion) => JSON.parse(solc.compile(JSON.stringify({
  language: "Solidity",
  sources: Object.fromEntries(Object.entries(sources).filter(([file]) => evmVersionOf(file) === evmVersion)),
  settings: {
    evmVersion,
    optimizer: { enabled: true, runs: 200 },
    // Without the metadata hash the bytecode depends on the code alone, not on comments or paths.
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
})));

const outputs = ["cancun", "paris"].map(compile);
const faults = outputs.flatMap((output) => output.errors ?? []).filter((each) => each.severity !== "info");
if (faults.length > 0) {
  console.error(faults.map((each) => each.formattedMessage).join("\n"));
  process.exit(1);
}

const compiled = new Map();
for (const [file, contracts] of outputs.flatMap((output) => Object.entries(output.contracts))) {
  for (const [name, contract] of Object.entries(contracts)) {
    const bytecode = contract.evm.bytecode.object;
    if (bytecode === "") continue; // abstract, or an interface
    const artifact = { contract: name, source: file, compiler: solc.version(), abi: contract.abi, bytecode: `0x${bytecode}` };
    // What a node runs in place of an account's code, or a test puts there: without immutables it is all of it.
    if (!file.startsWith("tokens/")) artifact.runtime = `0x${contract.evm.deployedBytecode.object}`;
    compiled.set(`${name}.json`, `${JSON.stringify(artifact)}\n`);
  }
}

mkdirSync(artifacts, { recursive: true });
const stale = readdirSync(artifacts).filter((file) => !compiled.has(file));
const changed = [...compiled].filter(([file, text]) => {
  const path = join(artifacts, file);
  return !existsSync(path) || readFileSync(path, "utf8") !== text;
});

if (check) {
  for (const file of [...stale, ...changed.map(([file]) => file)]) {
    console.error(`${relative(process.cwd(), join(artifacts, file))} differs from its source`);
  }
  process.exit(stale.length + changed.length === 0 ? 0 : 1);
}

for (const file of stale) rmSync(join(artifacts, file));
for (const [file, text] of changed) writeFileSync(join(artifacts, file), text);
console.log(`${compiled.size} contracts, ${changed.length} changed, ${stale.length} removed`);
