using System.Text.Json;
using BuyOrder.Domain.Chain;

namespace BuyOrder.Ethereum.Rpc;

/// <summary>Reads blocks, transactions, receipts and logs, and checks that their parts belong together.</summary>
internal static class ChainJson
{
    /// <summary>The year 9000: a block's time plus a deadline stays within the range of a time.</summary>
    private static readonly long LastUnixSecond = new DateTimeOffset(9000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();

    public static Block Block(JsonElement json) => new()
    {
        Number = json.Member("number", RpcJson.UInt64),
        Hash = json.Member("hash", RpcJson.Hash),
        ParentHash = json.Member("parentHash", RpcJson.Hash),
        Timestamp = json.Member("timestamp", Time),
        GasLimit = json.Member("gasLimit", RpcJson.UInt64),
        GasUsed = json.Member("gasUsed", RpcJson.UInt64),
        BaseFeePerGasWei = json.OptionalMember("baseFeePerGas", RpcJson.Quantity),
    };

    public static ChainTransaction Transaction(JsonElement json) => new()
    {
        Hash = json.Member("hash", RpcJson.Hash),
        Nonce = json.Member("nonce", RpcJson.UInt64),
        From = json.Member("from", RpcJson.Account),
        To = json.OptionalMember("to", RpcJson.Account),
        Value = json.Member("value", RpcJson.Quantity),
        Input = json.Member("input", RpcJson.Data),
        BlockNumber = json.OptionalMember("blockNumber", RpcJson.UInt64),
        BlockHash = json.OptionalMember("blockHash", RpcJson.Hash),
    };

    public static TransactionReceipt Receipt(JsonElement json)
    {
        var receipt = new TransactionReceipt
        {
            TransactionHash = json.Member("transactionHash", RpcJson.Hash),
            Succeeded = json.Member("status", Status),
            BlockNumber = json.Member("blockNumber", RpcJson.UInt64),
            BlockHash = json.Member("blockHash", RpcJson.Hash),
            TransactionIndex = json.Member("transactionIndex", RpcJson.UInt64),
            From = json.Member("from", RpcJson.Account),
            To = json.OptionalMember("to", RpcJson.Account),
            ContractAddress = json.OptionalMember("contractAddress", RpcJson.Account),
            GasUsed = json.Member("gasUsed", RpcJson.UInt64),
            EffectiveGasPrice = json.Member("effectiveGasPrice", RpcJson.Quantity),
            Logs = json.Member("logs", logs => RpcJson.List(logs, Log)),
        };
        var strange = receipt.Logs.Any(log => log.TransactionHash != receipt.TransactionHash || log.BlockHash != receipt.BlockHash);
        return strange ? throw new EthereumFormatException("a log of another transaction or block is in the receipt.") : receipt;
    }

    public static LogEntry Log(JsonElement json) => new()
    {
        Address = json.Member("address", RpcJson.Account),
        Topics = json.Member("topics", topics => RpcJson.List(topics, RpcJson.Hash)),
        Data = json.Member("data", RpcJson.Data),
        BlockNumber = json.Member("blockNumber", RpcJson.UInt64),
        BlockHash = json.Member("blockHash", RpcJson.Hash),
        TransactionHash = json.Member("transactionHash", RpcJson.Hash),
        LogIndex = json.Member("logIndex", RpcJson.UInt64),
        Removed = json.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True,
    };

    public static FeeHistory FeeHistory(JsonElement json) => new()
    {
        OldestBlock = json.Member("oldestBlock", RpcJson.UInt64),
        BaseFeePerGas = json.Member("baseFeePerGas", fees => RpcJson.List(fees, RpcJson.Quantity)),
        Tips = json.Has("reward")
            ? json.Member("reward", blocks => RpcJson.List(blocks, tips => RpcJson.List(tips, RpcJson.Quantity)))
            : [],
    };

    private static DateTimeOffset Time(JsonElement json)
    {
        var seconds = RpcJson.UInt64(json);
        return seconds <= (ulong)LastUnixSecond
            ? DateTimeOffset.FromUnixTimeSeconds((long)seconds)
            : throw new EthereumFormatException("a time is past the year 9000.");
    }

    private static bool Status(JsonElement json) => RpcJson.UInt64(json) switch
    {
        0 => false,
        1 => true,
        _ => throw new EthereumFormatException("a status is 0 or 1."),
    };
}
