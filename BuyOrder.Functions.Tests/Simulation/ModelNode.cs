using System.Globalization;
using System.Numerics;
using System.Text.Json;
using BuyOrder.Ethereum;
using BuyOrder.Ethereum.Rpc;
using BuyOrder.Ethereum.Transactions;
using BuyOrder.Functions.Market;

namespace BuyOrder.Functions.Tests.Simulation;

/// <summary>A node of the model chain: its own head, which may lag or lie on a fork that is gone, and its own pool. It answers JSON-RPC.</summary>
internal sealed class ModelNode(string name, ModelBlock head, Swarm swarm, Random random, Action<ModelTransaction> seen)
{
    private const string GasLimit = "0x1c9c380";

    public string Name => name;

    public ModelBlock Head { get; private set; } = head;

    public ModelPool Pool { get; } = new();

    /// <summary>It does not hear of new blocks.</summary>
    public bool IsBehind { get; set; }

    /// <summary>It makes mistakes of its own; off once the faults are over.</summary>
    public bool IsFaulty { get; set; } = true;

    public void Follow(ModelBlock head)
    {
        if (IsBehind)
            return;
        Head = head;
        Pool.DropBelow(head.State.Nonce);
    }

    public void Answer(RpcBatch batch)
    {
        foreach (var call in batch.Calls)
        {
            using var parameters = JsonDocument.Parse(call.Request.Parameters);
            try
            {
                call.Answer(name, Parse(Answer(call.Request.Method, parameters.RootElement)));
            }
            catch (Refusal refusal)
            {
                call.Refuse(name, refusal.Error);
            }
        }
    }

    /// <summary>Takes a transaction from a neighbour, as far as its own rules allow.</summary>
    public void Hear(ModelTransaction transaction) => Pool.Offer(transaction, Head.State);

    private string Answer(string method, JsonElement parameters) => method switch
    {
        "eth_chainId" => Quoted(ModelChain.ChainId),
        "eth_maxPriorityFeePerGas" => Quoted(1_000_000_000),
        "eth_getBlockByNumber" => Block(parameters[0].GetString()!),
        "eth_getTransactionCount" => Quoted(Tagged(parameters[1].GetString()!)?.State.Nonce ?? throw NoBlock()),
        "eth_getBalance" => Quoted(Head.State.NativeWei),
        "eth_getCode" => "\"0x6001\"",
        "eth_call" => Call(parameters[0]),
        "eth_estimateGas" => Estimate(parameters[0]),
        "eth_blockNumber" => Quoted(Head.Number),
        "eth_getLogs" => Payments(parameters[0]),
        "eth_getTransactionReceipt" => Receipt(parameters[0].GetString()!),
        "eth_getTransactionByHash" => Transaction(parameters[0].GetString()!),
        "eth_sendRawTransaction" => Send(parameters[0].GetString()!),
        _ => throw new Refusal(new RpcError(-32601, "the method does not exist")),
    };

    private ModelBlock? Tagged(string tag) => tag switch
    {
        "latest" or "pending" => Head,
        "earliest" => Head.At(0),
        "finalized" => swarm.HasFinalizedTag ? Head.At(Math.Max(0, Head.Number - ModelChain.FinalDepth)) : null,
        _ => Head.At(long.Parse(tag.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)),
    };

    private string Block(string tag) => Tagged(tag) is not { } block
        ? "null"
        : $$"""
          {"number":{{Quoted(block.Number)}},"hash":"{{block.Hash}}","parentHash":"{{block.Parent?.Hash ?? Hash256.Zero}}",
          "timestamp":{{Quoted(block.Time)}},"gasLimit":"{{GasLimit}}","gasUsed":"0x0","baseFeePerGas":{{Quoted(block.BaseFeeWei)}}}
          """;

    private string Call(JsonElement call)
    {
        var (to, data) = Target(call);
        if (ModelContracts.View(to, data, Head.State) is { } answer)
            return $"\"{answer}\"";
        return Try(to, data).Revert is { } revert ? throw new Refusal(revert) : $"\"{ModelContracts.Words(1)}\"";
    }

    private string Estimate(JsonElement call)
    {
        var (to, data) = Target(call);
        var (gas, revert) = Try(to, data);
        return revert is null ? Quoted(gas) : throw new Refusal(revert);
    }

    private (long Gas, RpcError? Revert) Try(Address to, byte[] data)
    {
        var (_, gas, _, _, revert) = ModelContracts.Run(to, data, Head.State, Head.Time + ModelChain.BlockSeconds);
        return (gas, revert);
    }

    private string Receipt(string hash)
    {
        if (Head.Find(hash) is not var (block, mined) || (IsFaulty && random.NextDouble() < swarm.IndexLag))
            return "null";
        var logs = mined.IsPurchase
            ? Payment(block, mined) + ","
                + Log(block, mined, ModelContracts.Token, ModelContracts.Pair, ModelContracts.Treasury, mined.Received, 1)
            : "";
        return $$"""
            {"transactionHash":"{{hash}}","status":"{{(mined.Succeeded ? "0x1" : "0x0")}}","blockNumber":{{Quoted(block.Number)}},
            "blockHash":"{{block.Hash}}","transactionIndex":{{Quoted(mined.Index)}},"from":"{{DeterministicSigner.Wallet}}",
            "to":"{{mined.Transaction.Content.To}}","contractAddress":null,"gasUsed":{{Quoted(mined.GasUsed)}},
            "effectiveGasPrice":{{Quoted(mined.GasPriceWei)}},"logs":[{{logs}}]}
            """;
    }

    /// <summary>The only logs that are ever searched for: stablecoin that leaves the wallet.</summary>
    private string Payments(JsonElement filter)
    {
        var from = Tagged(filter.GetProperty("fromBlock").GetString()!)?.Number ?? long.MaxValue;
        var to = Tagged(filter.GetProperty("toBlock").GetString()!)?.Number ?? Head.Number;
        var blocks = Head.BackToFirst().SkipWhile(block => block.Number > to).TakeWhile(block => block.Number >= from);
        var logs = blocks.SelectMany(block => block.Transactions.Where(mined => mined.IsPurchase).Select(mined => Payment(block, mined)));
        return $"[{string.Join(',', logs)}]";
    }

    private static string Payment(ModelBlock block, MinedTransaction mined) =>
        Log(block, mined, ModelContracts.Stablecoin, DeterministicSigner.Wallet, ModelContracts.Pair, mined.Spent, 0);

    private static string Log(
        ModelBlock block, MinedTransaction mined, Address token, Address from, Address to, BigInteger amount, int index) => $$"""
        {"address":"{{token}}","topics":["{{Erc20.Transfer.Topic}}","{{ModelContracts.Words(ModelContracts.Number(from))}}",
        "{{ModelContracts.Words(ModelContracts.Number(to))}}"],"data":"{{ModelContracts.Words(amount)}}",
        "blockNumber":{{Quoted(block.Number)}},"blockHash":"{{block.Hash}}","transactionHash":"{{mined.Transaction.Hash}}",
        "logIndex":{{Quoted(index)}},"removed":false}
        """;

    private string Transaction(string hash)
    {
        if (Head.Find(hash) is var (block, mined))
            return Transaction(mined.Transaction, Quoted(block.Number), $"\"{block.Hash}\"");
        return Pool.Find(hash) is { } waiting ? Transaction(waiting, "null", "null") : "null";
    }

    private static string Transaction(ModelTransaction transaction, string number, string block) => $$"""
        {"hash":"{{transaction.Hash}}","nonce":{{Quoted(transaction.Content.Nonce)}},"from":"{{DeterministicSigner.Wallet}}",
        "to":"{{transaction.Content.To}}","value":"0x0","input":"{{Hex.Encode(transaction.Content.Data.Span)}}",
        "blockNumber":{{number}},"blockHash":{{block}}}
        """;

    private string Send(string raw)
    {
        var signed = SignedTransaction.Decode(Hex.Decode(raw));
        var transaction = new ModelTransaction(signed.Hash.ToString(), signed.Transaction);
        if (IsFaulty && random.NextDouble() < swarm.OddRefusals)
            throw new Refusal(new RpcError(-32000, random.Next(2) == 0 ? "txpool is full" : "transaction fee exceeds the configured cap"));
        seen(transaction);
        return Pool.Offer(transaction, Head.State) is { } error ? throw new Refusal(error) : $"\"{transaction.Hash}\"";
    }

    private static (Address To, byte[] Data) Target(JsonElement call) =>
        (Address.Parse(call.GetProperty("to").GetString()!), Hex.Decode(call.GetProperty("data").GetString()));

    private static Refusal NoBlock() => new(new RpcError(-39001, "unknown block"));

    private static string Quoted(BigInteger value)
    {
        var text = value.ToString("x", CultureInfo.InvariantCulture).TrimStart('0');
        return text.Length == 0 ? "\"0x0\"" : $"\"0x{text}\"";
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    private sealed class Refusal(RpcError error) : Exception(error.Message)
    {
        public RpcError Error => error;
    }
}
