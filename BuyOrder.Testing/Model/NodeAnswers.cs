using System.Buffers;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Domain.Chain;
using BuyOrder.Ethereum.Rpc;

namespace BuyOrder.Testing.Model;

/// <summary>The JSON-RPC side of a node: all answers to a batch in one document, as they come over the wire, with its lies.</summary>
internal sealed class NodeAnswers : AnswerWriter
{
    private static readonly string Collector = "0x" + ModelContracts.WordOf(ModelContracts.Token);
    private static readonly string Treasury = "0x" + ModelContracts.WordOf(ModelContracts.Treasury);
    private static readonly RpcError NoSuchBlock = new(-39001, "unknown block");

    private readonly ModelNode node;
    private readonly NodeView view;
    private readonly Utf8JsonWriter json;

    private NodeAnswers(ModelNode node, ModelBlock head, Utf8JsonWriter json)
        : base(json) => (this.node, view, this.json) = (node, new NodeView(node, head), json);

    /// <summary>Answers all calls of a batch.</summary>
    /// <param name="node">Who answers.</param>
    /// <param name="view">Up to which block it sees the chain just now.</param>
    /// <param name="batch">Not answered yet.</param>
    /// <param name="buffer">Room to write in.</param>
    /// <param name="garbage">What takes the place of some of the answers; null leaves them as they are.</param>
    public static void Give(ModelNode node, ModelBlock view, RpcBatch batch, ArrayBufferWriter<byte> buffer, Garbage? garbage)
    {
        buffer.ResetWrittenCount();
        var refusals = new RpcError?[batch.Calls.Count];
        using (var json = new Utf8JsonWriter(buffer))
        {
            var answers = new NodeAnswers(node, view, json);
            json.WriteStartArray();
            for (var index = 0; index < refusals.Length; index++)
            {
                refusals[index] = answers.Write(batch.Calls[index].Request);
                if (refusals[index] is not null)
                    json.WriteNullValue();
            }

            json.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        var garbled = garbage?.Choose(refusals.Length);
        for (var index = 0; index < refusals.Length; index++)
        {
            if (garbled?[index] is { } nothing)
                batch.Calls[index].Answer(node.Name, nothing);
            else if (refusals[index] is { } refusal)
                batch.Calls[index].Refuse(node.Name, refusal);
            else
                batch.Calls[index].Answer(node.Name, document.RootElement[index]);
        }
    }

    /// <summary>Writes one value, or gives back why there is none.</summary>
    private RpcError? Write(RpcRequest request)
    {
        using var document = JsonDocument.Parse(request.Parameters);
        var parameters = document.RootElement;
        switch (request.Method)
        {
            case "eth_chainId":
                return Quantity(node.IsOnWrongChain ? 1 : ModelChain.ChainId);
            case "eth_blockNumber":
                return Quantity(view.Head.Number);
            case "eth_getLogs":
                return Payments(parameters[0]);
            case "eth_maxPriorityFeePerGas":
                return Quantity(1_000_000_000);
            case "eth_getBlockByNumber":
                return Block(parameters[0].GetString()!);
            case "eth_getTransactionCount":
                return Count(ModelAccounts.Wallet(parameters[0]), parameters[1].GetString()!);
            case "eth_getBalance":
                return Quantity(node.Lie == Lie.Balances ? ModelChain.Native * 1000 : view.Head.State.Accounts[ModelAccounts.Wallet(parameters[0])].NativeWei);
            case "eth_getStorageAt":
                return Text("0x" + ModelContracts.Word(0));
            case "eth_simulateV1":
                return Simulate(parameters[0].GetProperty("blockStateCalls")[0].GetProperty("calls")[0], parameters[1]);
            case "eth_getCode":
                return Text(node.IsOnWrongChain ? "0x6002" : "0x6001");
            case "eth_call":
                return parameters.GetArrayLength() > 2 ? Probe(parameters[0], parameters[1]) : Call(parameters[0], parameters[1]);
            case "eth_estimateGas":
                return Estimate(parameters[0]);
            case "eth_getTransactionReceipt":
                return Receipt(Hash256.Parse(parameters[0].GetString()!));
            case "eth_getTransactionByHash":
                return Transaction(Hash256.Parse(parameters[0].GetString()!));
            case "eth_sendRawTransaction":
                var transaction = node.Decoded(parameters[0].GetString()!);
                return node.Take(transaction) ?? Text(transaction.Hash.ToString());
            default:
                return new RpcError(-32601, "the method does not exist");
        }
    }

    private RpcError? Block(string tag)
    {
        if (view.Tagged(tag) is not { } block)
            return Null();
        var ahead = tag == "latest" ? view.BlocksAhead : 0;
        json.WriteStartObject();
        Quantity("number", block.Number + ahead);
        json.WriteString("hash", view.HashOf(block));
        json.WriteString("parentHash", block.Parent is { } parent ? view.HashOf(parent) : Hash256.Zero.ToString());
        Quantity("timestamp", block.Time + (ahead * ModelChain.BlockSeconds));
        json.WriteString("gasLimit", "0x1c9c380");
        json.WriteString("gasUsed", "0x0");
        Quantity("baseFeePerGas", block.BaseFeeWei);
        json.WriteEndObject();
        return null;
    }

    private RpcError? Count(int wallet, string tag) => view.Tagged(tag) is { } block
        ? Quantity(block.State.Accounts[wallet].Nonce + (node.Lie == Lie.Nonce ? 2 : 0))
        : NoSuchBlock;

    private RpcError? Call(JsonElement call, JsonElement tag)
    {
        if (view.Tagged(tag) is not { } block)
            return NoSuchBlock;
        var (to, data) = ModelAccounts.Target(call);
        if (!block.State.Feeds.IsEmpty && view.Believed(block.State).Feeds.FirstOrDefault(feed => feed.Address == to) is { } feed)
        {
            var (told, refused) = feed.Call(data);
            return refused ?? Text(told!);
        }

        return ModelContracts.View(data, view.Believed(block.State)) is { } answer ? Text(answer)
            : Try(call, to, data).Revert is { } revert ? revert : Text("0x" + ModelContracts.Word(1));
    }

    /// <summary>A call with the probe in place of the wallet's code.</summary>
    private RpcError? Probe(JsonElement call, JsonElement tag)
    {
        if (node.Probing != Probing.ByOverride)
            return node.RefusesOverrides ? new RpcError(-32602, "too many arguments, want at most 2") : Text("0x");
        if (view.Tagged(tag) is not { } block)
            return NoSuchBlock;
        var (arrived, revert) = Probed(call, block);
        return revert ?? Text("0x" + ModelContracts.Word(arrived));
    }

    /// <summary>The same, where a revert is a result.</summary>
    private RpcError? Simulate(JsonElement call, JsonElement tag)
    {
        if (node.Probing != Probing.BySimulation)
            return new RpcError(-32601, "the method eth_simulateV1 does not exist");
        if (view.Tagged(tag) is not { } block)
            return NoSuchBlock;
        var (arrived, revert) = Probed(call, block);
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteStartArray("calls");
        json.WriteStartObject();
        json.WriteString("status", revert is null ? "0x1" : "0x0");
        json.WriteString("returnData", revert is null ? "0x" + ModelContracts.Word(arrived) : "0x");
        if (revert is not null)
        {
            json.WriteStartObject("error");
            json.WriteNumber("code", revert.Code);
            json.WriteString("message", revert.Message);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        return null;
    }

    private (BigInteger Arrived, RpcError? Revert) Probed(JsonElement call, ModelBlock block)
    {
        var (to, data) = ModelAccounts.Target(call);
        return ModelContracts.Probe(Array.IndexOf(ModelAccounts.Wallets, to.ToString()), data, view.Believed(block.State), block.Time);
    }

    private RpcError? Estimate(JsonElement call)
    {
        var (to, data) = ModelAccounts.Target(call);
        var (gas, revert) = Try(call, to, data);
        return revert ?? Quantity(gas);
    }

    private (long Gas, RpcError? Revert) Try(JsonElement call, Address to, byte[] data)
    {
        var wallet = call.TryGetProperty("from", out var from) ? ModelAccounts.Wallet(from) : 0;
        var done = ModelContracts.Run(wallet, to, data, view.Believed(view.Head.State), view.Head.Time + ModelChain.BlockSeconds);
        return (done.Gas, done.Revert);
    }

    private RpcError? Receipt(Hash256 hash)
    {
        var found = node.Index.Find(hash) ?? (node.Lie == Lie.Mined ? view.MadeUp(hash) : null);
        if (found is not var (block, mined) || node.ForgetsNow())
            return Null();
        json.WriteStartObject();
        json.WriteString("transactionHash", hash.ToString());
        json.WriteString("status", mined.Succeeded == (node.Lie != Lie.Status) ? "0x1" : "0x0");
        Quantity("blockNumber", block.Number);
        json.WriteString("blockHash", view.HashOf(block));
        Quantity("transactionIndex", mined.Index);
        json.WriteString("from", ModelAccounts.Wallets[mined.Transaction.Wallet]);
        json.WriteString("to", mined.Transaction.Content.To.ToString());
        Quantity("gasUsed", mined.GasUsed);
        Quantity("effectiveGasPrice", mined.GasPriceWei);
        json.WriteStartArray("logs");
        if (mined.IsPurchase)
            Bought(block, mined);
        if (mined.Sent > 0)
            Sent(block, mined);
        json.WriteEndArray();
        json.WriteEndObject();
        return null;
    }

    private void Sent(ModelBlock block, MinedTransaction mined) => Log(
        block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Stablecoin, mined.Payer, mined.Receiver, mined.Sent, 0);

    private void Bought(ModelBlock block, MinedTransaction mined)
    {
        Log(block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Stablecoin, mined.Payer, mined.Pool, mined.Spent, 0);
        Log(block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Token, mined.Pool, Treasury, mined.Received - mined.Fee, 1);
        if (!mined.Fee.IsZero)
            Log(block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Token, mined.Pool, Collector, mined.Fee, 2);
    }

    /// <summary>What the treasury got in one block; it gives nothing away.</summary>
    private RpcError? Tokens(string hash, bool got)
    {
        if (view.WithHash(hash) is not { } block)
            return NoSuchBlock;
        json.WriteStartArray();
        foreach (var mined in block.Transactions.Where(mined => mined.IsPurchase && got))
            Log(block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Token, mined.Pool, Treasury, mined.Received - mined.Fee, 1);
        json.WriteEndArray();
        return null;
    }

    /// <summary>The only logs that are ever searched for: stablecoin that leaves one of the wallet's addresses, and the treasury's tokens in a block.</summary>
    private RpcError? Payments(JsonElement filter)
    {
        if (filter.TryGetProperty("blockHash", out var hash))
            return Tokens(hash.GetString()!, got: filter.GetProperty("topics").GetArrayLength() == 3);
        var from = view.Tagged(filter.GetProperty("fromBlock").GetString()!)?.Number ?? long.MaxValue;
        var to = view.Tagged(filter.GetProperty("toBlock").GetString()!)?.Number ?? view.Head.Number;
        var topics = filter.GetProperty("topics");
        var payer = topics[1][0].GetString()!;
        json.WriteStartArray();
        foreach (var block in view.Head.Used().Where(block => block.Number >= from && block.Number <= to))
        {
            foreach (var mined in block.Transactions.Where(mined => mined.Payer == payer))
            {
                if (mined.IsPurchase && Asks(mined.Pool))
                    Log(block, view.HashOf(block), mined.Transaction.Hash, ModelContracts.Stablecoin, payer, mined.Pool, mined.Spent, 0);
                if (mined.Sent > 0 && Asks(mined.Receiver))
                    Sent(block, mined);
            }
        }

        json.WriteEndArray();
        return null;

        bool Asks(string payee) => topics.GetArrayLength() < 3 || topics[2].EnumerateArray().Any(asked => asked.GetString() == payee);
    }

    private RpcError? Transaction(Hash256 hash)
    {
        if (node.Index.Find(hash) is var (block, mined))
            return Transaction(mined.Transaction, block);
        return node.Pool.Find(hash) is { } waiting ? Transaction(waiting, null) : Null();
    }

    private RpcError? Transaction(ModelTransaction transaction, ModelBlock? block)
    {
        json.WriteStartObject();
        json.WriteString("hash", transaction.Hash.ToString());
        Quantity("nonce", transaction.Nonce);
        json.WriteString("from", ModelAccounts.Wallets[transaction.Wallet]);
        json.WriteString("to", transaction.Content.To.ToString());
        json.WriteString("value", "0x0");
        json.WriteString("input", Hex.Encode(transaction.Content.Data.Span));
        if (block is not null)
        {
            Quantity("blockNumber", block.Number);
            json.WriteString("blockHash", view.HashOf(block));
        }

        json.WriteEndObject();
        return null;
    }
}
