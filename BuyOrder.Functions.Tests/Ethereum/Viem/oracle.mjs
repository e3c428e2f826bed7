// Answers questions about Ethereum's encodings with viem: one JSON object a line on stdin, one a line on stdout, in the same order.
// Numbers travel as decimal text. A question that fails is answered with { "error": … }.
import { createInterface } from 'node:readline';
import {
  decodeAbiParameters, encodeAbiParameters, keccak256, parseAbiParameters, parseTransaction, recoverTransactionAddress,
  serializeTransaction, toFunctionSelector, recoverAddress,
} from 'viem';
import { privateKeyToAddress, sign } from 'viem/accounts';

const answers = {
  transaction({ fields, r, s, yParity }) {
    const transaction = transactionOf(fields);
    const signed = serializeTransaction(transaction, { r, s, yParity });
    return { unsigned: serializeTransaction(transaction), signed, hash: keccak256(signed) };
  },
  async sender({ signed }) {
    const { nonce, chainId } = parseTransaction(signed);
    return { sender: await recoverTransactionAddress({ serializedTransaction: signed }), nonce: String(nonce), chainId: String(chainId) };
  },
  async sign({ privateKey, hash }) {
    const { r, s, yParity } = await sign({ privateKey, hash });
    return { address: privateKeyToAddress(privateKey), r, s, yParity: String(yParity) };
  },
  async recover({ hash, r, s, yParity }) {
    return { address: await recoverAddress({ hash, signature: { r, s, yParity } }) };
  },
  abi({ types, values }) {
    const parameters = parseAbiParameters(types);
    const encoded = encodeAbiParameters(parameters, values.map((value, i) => argument(parameters[i], value)));
    return { encoded, decoded: decodeAbiParameters(parameters, encoded).map(plain) };
  },
  selector({ signature }) {
    return { selector: toFunctionSelector(signature) };
  },
};

function transactionOf(fields) {
  return {
    type: 'eip1559',
    chainId: Number(fields.chainId),
    nonce: Number(fields.nonce),
    maxPriorityFeePerGas: BigInt(fields.maxPriorityFeePerGas),
    maxFeePerGas: BigInt(fields.maxFeePerGas),
    gas: BigInt(fields.gas),
    to: fields.to ?? undefined,
    value: BigInt(fields.value),
    data: fields.data,
    accessList: fields.accessList,
  };
}

// viem takes small integers as numbers and large ones as bigint; both are taken as bigint here.
function argument(parameter, value) {
  const array = parameter.type.match(/^(.*)\[\d*\]$/);
  if (array) {
    return value.map((item) => argument({ ...parameter, type: array[1] }, item));
  }

  if (parameter.type === 'tuple') {
    return value.map((item, i) => argument(parameter.components[i], item));
  }

  return /^u?int/.test(parameter.type) ? BigInt(value) : value;
}

function plain(value) {
  if (Array.isArray(value)) {
    return value.map(plain);
  }

  return typeof value === 'bigint' || typeof value === 'number' ? String(value) : value;
}

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let answer;
  try {
    answer = await answers[question.ask](question);
  } catch (error) {
    answer = { error: String(error.shortMessage ?? error.message) };
  }

  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
